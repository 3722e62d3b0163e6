"""Where a replay is to end early, as it is asked for on the command line."""

from msgspec import Struct

from safespot_tui.instruments.cassette.entry import Entry, Item
from safespot_tui.instruments.cassette.wording import event_name


class Stop(Struct, frozen=True):
    """The first entry that is one of these is the last that is played."""

    number: int | None = None
    """Of an entry; the first behind the header is 1."""
    at: float | None = None
    """Seconds since the beginning."""
    event: str = ""
    """What a stream brought, as `message.created`."""

    def is_at(self, number: int, entry: Entry) -> bool:
        """Whether an entry is the last."""
        return (
            (self.number is not None and number >= self.number)
            or (self.at is not None and entry.at >= self.at)
            or (isinstance(entry, Item) and event_name(entry.value) == self.event)
        )


def stop_at(words: str) -> Stop:
    """`120` is an entry, `12.5s` a time, all else an event."""
    if words.isdecimal():
        return Stop(number=int(words))
    if words.endswith("s") and words[:-1].replace(".", "", 1).isdecimal():
        return Stop(at=float(words[:-1]))
    return Stop(event=words)
