"""What a moderator has laid upon a person, for a time."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText


class SanctionKind(StrEnum):
    """What one may not do meanwhile."""

    MUTE = "mute"
    """Write: reading is as before."""
    SUSPENSION = "suspension"
    """Anything, but learn why and until when."""


class Sanction(Struct, frozen=True):
    """One per person and kind; whoever has it is told all of it."""

    user_id: UserId
    kind: SanctionKind
    until: datetime
    reason: SafeText
