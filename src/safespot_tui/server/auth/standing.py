"""What an account is to the whole server, whatever its user is in a group."""

from enum import StrEnum


class Standing(StrEnum):
    """Given by `safespot-tui admin set-role`. Nobody sees a conversation that they are not in."""

    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"

    @property
    def moderates(self) -> bool:
        """Whether they may take back what others wrote where they are."""
        return self is not Standing.MEMBER

    @property
    def operates(self) -> bool:
        """Whether they may see how the server does."""
        return self is Standing.ADMIN
