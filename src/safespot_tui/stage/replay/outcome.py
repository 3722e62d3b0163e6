"""What a replay came to."""

from msgspec import Struct

from safespot_tui.instruments.cassette.entry import Called, Ended
from safespot_tui.instruments.cassette.told_calls import Divergence
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.store.store import Store


class Outcome(Struct, frozen=True):
    """Its end, beside the one of the recording."""

    end: Ended
    store: Store
    instruments: Instruments
    """Its trace has what was asked of the gateway and what it told; no requests were made."""
    recorded: Ended | None
    """What the recording came to; None where it has no end, or the replay did not go so far."""
    divergences: tuple[Divergence, ...] = ()
    unasked: tuple[Called, ...] = ()
    crash: str = ""
    """The mistake in the program that ended it early."""

    @property
    def is_same(self) -> bool:
        """Whether it came to what the recording came to, as far as that is known.

        A divergence that comes to the same makes no difference: milliseconds decide whether what
        `Enter` asks is also asked by itself.
        """
        told = self.recorded
        same = told is None or (told.digest, told.screen) == (self.end.digest, self.end.screen)
        return same and not self.crash
