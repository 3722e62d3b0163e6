"""What happened when: a slot a second, and longer ones where there would be too many."""

from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.stage.load.latencies import Latencies, Spread

MOST_SLOTS = 600


class Moment(Struct, frozen=True):
    """One slot, in figures. Latencies are those of messages that were due in it."""

    at: float
    """When it begins, in seconds from the beginning."""
    sent: int
    errors: int
    accepted: Spread
    delivered: Spread


class Slot:
    """What was due, and what happened, in one stretch of time."""

    def __init__(self) -> None:
        self.sent = 0
        self.errors = 0
        self.accepted = Latencies()
        self.delivered = Latencies()

    def merge(self, other: "Slot") -> None:
        """Be both."""
        self.sent += other.sent
        self.errors += other.errors
        self.accepted.merge(other.accepted)
        self.delivered.merge(other.delivered)


class Series:
    """Slots of one length from the beginning on, never more than `MOST_SLOTS`."""

    def __init__(self) -> None:
        self.seconds = 1.0
        """How long each is."""
        self._slots: list[Slot] = []

    def at(self, seconds: float) -> Slot:
        """The one for that moment."""
        while seconds >= self.seconds * MOST_SLOTS:
            self._double()
        index = int(max(0.0, seconds) / self.seconds)
        while len(self._slots) <= index:
            self._slots.append(Slot())
        return self._slots[index]

    def moments(self, newest: int | None = None) -> Sequence[Moment]:
        """All of them, or so many of the newest, the oldest first."""
        first = 0 if newest is None else max(0, len(self._slots) - newest)
        return [
            Moment(
                at=(first + place) * self.seconds,
                sent=slot.sent,
                errors=slot.errors,
                accepted=slot.accepted.spread(),
                delivered=slot.delivered.spread(),
            )
            for place, slot in enumerate(self._slots[first:])
        ]

    def _double(self) -> None:
        """Make slots twice as long, and half as many."""
        for even, odd in zip(self._slots[::2], self._slots[1::2], strict=False):
            even.merge(odd)
        self._slots = self._slots[::2]
        self.seconds *= 2
