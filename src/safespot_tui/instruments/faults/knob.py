"""What can be done to a line, as values; each is written as it is read (`reading.py`).

::

    drop requests 0.2            a share of them             delay requests 300ms
    drop answers next            the next one                delay answers 100ms..2s 0.5
    drop frames next 3 of chat   the next three that say so  429 requests 0.1 after 3s
    cut streams every 10s        by the clock                expire cursor now
"""

from enum import StrEnum

from msgspec import Struct

from safespot_tui.instruments.faults.seconds import written


class Target(StrEnum):
    """What crosses, and can be disturbed."""

    REQUESTS = "requests"
    """On their way there."""
    ANSWERS = "answers"
    """On their way back: the server has done what it was asked."""
    STREAMS = "streams"
    """An event stream that is asked for, or is open."""
    FRAMES = "frames"
    """The events of a stream. Signs of life are none, for how many come is a matter of time."""


class Share(Struct, frozen=True, tag=True):
    """So many of all, by dice."""

    part: float
    """Above 0, up to 1."""

    def __str__(self) -> str:
        return "all" if self.part == 1 else f"{self.part:g}"


class Next(Struct, frozen=True, tag=True):
    """The next so many; after them the knob is gone."""

    count: int = 1

    def __str__(self) -> str:
        return "next" if self.count == 1 else f"next {self.count}"


class Every(Struct, frozen=True, tag=True):
    """One whenever so many seconds have passed."""

    seconds: float

    def __str__(self) -> str:
        return f"every {written(self.seconds)}"


class Now(Struct, frozen=True, tag=True):
    """At once, and never again: for what needs nothing to cross."""

    def __str__(self) -> str:
        return "now"


Rate = Share | Next | Every | Now
ALL = Share(1.0)


class Span(Struct, frozen=True):
    """Seconds, anything from the least to the most."""

    least: float
    most: float

    def __str__(self) -> str:
        least, most = written(self.least), written(self.most)
        return least if least == most else f"{least}..{most}"


class Drop(Struct, frozen=True, tag=True):
    """It is lost: as if the connection had broken, or for frames without any sign."""

    target: Target
    rate: Rate
    of: str = ""
    """Only where this is part of it: of the request's line, or of the frame."""

    @property
    def slot(self) -> str:
        """What it is the knob of: there is one at a time."""
        return f"drop {self.target}"

    def __str__(self) -> str:
        return _words(self.slot, self.rate, of=self.of)


class Delay(Struct, frozen=True, tag=True):
    """It comes later. Frames stay in order."""

    target: Target
    span: Span
    rate: Rate = ALL
    of: str = ""

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return f"delay {self.target}"

    def __str__(self) -> str:
        rate = "" if self.rate == ALL else self.rate
        return _words(self.slot, self.span, rate, of=self.of)


class Duplicate(Struct, frozen=True, tag=True):
    """A frame comes twice."""

    rate: Rate
    of: str = ""

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return "duplicate frames"

    def __str__(self) -> str:
        return _words(self.slot, self.rate, of=self.of)


class Reorder(Struct, frozen=True, tag=True):
    """A frame comes after the one that follows it."""

    rate: Rate
    of: str = ""

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return "reorder frames"

    def __str__(self) -> str:
        return _words(self.slot, self.rate, of=self.of)


class Cut(Struct, frozen=True, tag=True):
    """A stream breaks off: by the clock whatever it does, else in the middle of a frame."""

    rate: Rate
    of: str = ""

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return "cut streams"

    def __str__(self) -> str:
        return _words(self.slot, self.rate, of=self.of)


class Refuse(Struct, frozen=True, tag=True):
    """The answer is a refusal, and the server is not asked."""

    status: int
    target: Target
    rate: Rate
    of: str = ""
    after: float = 1.0
    """Seconds that a 429 asks to wait."""

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return f"{self.status} {self.target}"

    def __str__(self) -> str:
        after = f"after {written(self.after)}" if self.status == TOO_MANY else ""
        return _words(self.slot, self.rate, after, of=self.of)


class Expire(Struct, frozen=True, tag=True):
    """The server does not know the cursor any more when a stream is opened; by the clock and at
    once, the streams break off for it."""

    rate: Rate

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return "expire cursor"

    def __str__(self) -> str:
        return _words(self.slot, self.rate)


class Skew(Struct, frozen=True, tag=True):
    """The client's clock is wrong: ahead by so many seconds, or behind."""

    seconds: float

    @property
    def slot(self) -> str:
        """What it is the knob of."""
        return "skew"

    def __str__(self) -> str:
        sign = "-" if self.seconds < 0 else "+"
        return _words(self.slot, f"{sign}{written(abs(self.seconds))}")


Knob = Drop | Delay | Duplicate | Reorder | Cut | Refuse | Expire | Skew


class Off(Struct, frozen=True, tag=True):
    """One knob is turned back."""

    slot: str

    def __str__(self) -> str:
        return f"{self.slot} off"


class Heal(Struct, frozen=True, tag=True):
    """All of them are."""

    def __str__(self) -> str:
        return "heal"


Order = Knob | Off | Heal

TOO_MANY = 429
FAILED = 500


def _words(*words: object, of: str = "") -> str:
    said = [str(word) for word in words if str(word)]
    return " ".join([*said, f"of {of}"] if of else said)
