"""What an account is to the whole server, whatever its user is in a group."""

from enum import StrEnum


class Standing(StrEnum):
    """Given by `safespot-tui admin set-role`.

    A moderator sees what was flagged or belongs to a report, and nothing else that they are not in.
    """

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"

    @property
    def moderates(self) -> bool:
        """Whether they have the moderator's desk."""
        return self is not Standing.MEMBER

    @property
    def operates(self) -> bool:
        """Whether they may see how the server does, and everything in the audit trail."""
        return self is Standing.ADMIN

    def may_sanction(self, other: "Standing") -> bool:
        """Whether they may mute or suspend somebody who is `other`."""
        return (self.moderates and not other.moderates) or (self.operates and not other.operates)
