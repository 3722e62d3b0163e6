"""Why somebody cannot write, or cannot do anything at all."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.text import SafeText


class HindranceKind(StrEnum):
    """What stands in the way; a server refuses with the same word."""

    SUSPENDED = "suspended"
    """Nothing is answered but why, and until when."""
    MUTED = "muted"
    """Reading is as before."""
    LOCKED = "locked"
    """Nobody may write in this conversation."""
    OBSERVING = "observing"
    """The user is no member here: they look on as a moderator."""


class Hindrance(Struct, frozen=True):
    """What stands in the way. Who lays it on somebody gives a reason; some end by themselves."""

    kind: HindranceKind
    until: datetime | None = None
    reason: SafeText = SafeText("")
