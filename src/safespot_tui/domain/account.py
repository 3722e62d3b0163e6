"""What a user is to the whole server, and what is laid upon them."""

from datetime import datetime

from msgspec import Struct

from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.standing import Standing


class Account(Struct, frozen=True):
    """Told to the user themselves, and to nobody else."""

    standing: Standing = Standing.MEMBER
    sanctions: tuple[Sanction, ...] = ()

    def sanction(self, kind: SanctionKind, now: datetime) -> Sanction | None:
        """The one of a kind that is in force at a time."""
        for each in self.sanctions:
            if each.kind is kind and each.until > now:
                return each
        return None
