"""What the deployed server answers around its rows, as far as it is of interest."""

from typing import Any

from msgspec import Struct

from safespot_tui.gateway.safespot.wire import MessageRow, PersonRow, ReportRow


class Nothing(Struct, frozen=True):
    """That it was done."""


class Edited(Struct, frozen=True):
    """A message with its new words; the row lacks what other tables know of it."""

    message: MessageRow


class Reacted(Struct, frozen=True):
    """All reactions to a message after somebody's choice was toggled."""

    action: str
    """`add` or `remove`."""
    reactions: dict[str, list[str]] | None = None


class PersonList(Struct, frozen=True):
    """People that were found."""

    data: list[PersonRow]


class ProfileRow(Struct, frozen=True):
    """The user, as they are told of themselves."""

    anonymous_id: str | None = None
    alias: str | None = None


class Profile(Struct, frozen=True):
    """The user's profile, or in trouble a skeleton of it, which says so and has no alias."""

    data: ProfileRow
    warning: Any = None
    error: Any = None

    @property
    def is_skeleton(self) -> bool:
        """Whether it says nothing of the user."""
        return self.warning is not None or self.error is not None


class ProfileDetail(Struct, frozen=True):
    """Somebody's profile."""

    data: ProfileRow


class ReportDetail(Struct, frozen=True):
    """One report."""

    data: ReportRow


class Uploaded(Struct, frozen=True):
    """Where an image can be fetched."""

    url: str


class LoggedIn(Struct, frozen=True):
    """After a log-in or a registration: no alias, and no word of when it ends."""

    token: str
    anonymous_id: str
    signature: str


class BootstrappedSession(Struct, frozen=True):
    """The part of an answer to `bootstrap` that names the id."""

    anonymousId: str  # noqa: N815 - the server's name


class Bootstrapped(Struct, frozen=True):
    """A token for an id without an account."""

    token: str
    signature: str
    session: BootstrappedSession


class Session(Struct, frozen=True):
    """Who the server takes a caller for."""

    authenticated: bool
    anonymous_id: str | None
