"""What a client may ask, body by body."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

from pydantic import Discriminator, Field, StrictBool, StringConstraints, Tag

from safespot_tui.contract import limits
from safespot_tui.contract.base import Request
from safespot_tui.contract.times import WrittenMoment
from safespot_tui.domain.member import Role

Alias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.MAX_ALIAS_CHARACTERS),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.MAX_NAME_CHARACTERS),
]
Icon = Annotated[str, StringConstraints(max_length=limits.MAX_ICON_CHARACTERS)]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$"
    ),
]
Password = Annotated[
    str,
    StringConstraints(
        min_length=limits.MIN_PASSWORD_CHARACTERS, max_length=limits.MAX_PASSWORD_CHARACTERS
    ),
]
Content = Annotated[
    str, StringConstraints(min_length=1, max_length=limits.MAX_MESSAGE_CHARACTERS, pattern=r"\S")
]
Caption = Annotated[str, StringConstraints(max_length=limits.MAX_MESSAGE_CHARACTERS)]
Emoji = Annotated[
    str, StringConstraints(min_length=1, max_length=limits.MAX_EMOJI_CHARACTERS, pattern=r"^\S+$")
]


UserIds = Annotated[list[UUID], Field(min_length=1, max_length=limits.MAX_MEMBERS_PER_REQUEST)]


class Register(Request):
    """`POST /accounts`."""

    email: Email
    password: Password
    alias: Alias


class AcceptInvitation(Request):
    """`POST /invitations/accepted`: an account for somebody who is there without one."""

    invitation: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    email: Email
    password: Password


class LogIn(Request):
    """`POST /sessions`."""

    email: Email
    password: Annotated[str, StringConstraints(max_length=limits.MAX_PASSWORD_CHARACTERS)]


class UpdateMe(Request):
    """`PATCH /me`."""

    alias: Alias


class ChangePassword(Request):
    """`PUT /me/password`."""

    current: Annotated[str, StringConstraints(max_length=limits.MAX_PASSWORD_CHARACTERS)]
    password: Password
    """From now on."""


class CreateReport(Request):
    """`POST /reports`."""

    title: Name
    category: Name


class CreateDm(Request):
    """`POST /conversations`, for two; gives the existing one if the pair has one already."""

    type: Literal["dm"]
    user_id: UUID
    report_id: UUID | None = None


class CreateGroup(Request):
    """`POST /conversations`, for many."""

    type: Literal["group"]
    name: Name
    icon: Icon = ""
    user_ids: UserIds
    report_id: UUID | None = None


CreateConversation = Annotated[CreateDm | CreateGroup, Field(discriminator="type")]


class UpdateConversation(Request):
    """`PATCH /conversations/{id}`."""

    name: Name | None = None
    icon: Icon | None = None


class AddMembers(Request):
    """`POST /conversations/{id}/members`."""

    user_ids: UserIds


class SetRole(Request):
    """`PUT /conversations/{id}/members/{user_id}/role`. Nobody is made an observer."""

    role: Literal[Role.OWNER, Role.ADMIN, Role.MEMBER]


class UpdateMembership(Request):
    """`PATCH /conversations/{id}/membership`; what is absent stays as it is."""

    pinned: StrictBool | None = None
    archived: StrictBool | None = None
    muted_until: WrittenMoment | None = None
    """Explicit null unmutes."""
    marked_unread: StrictBool | None = None


class MoveWatermark(Request):
    """`PUT /conversations/{id}/read` and `…/delivered`: up to and including this message."""

    message_id: UUID


class SetTyping(Request):
    """`PUT /conversations/{id}/typing`."""

    typing: StrictBool


class SendMessage(Request):
    """`POST /conversations/{id}/messages`; idempotent for ever by `client_message_id`."""

    client_message_id: UUID
    content: Content
    type: Literal["text"] = "text"
    reply_to_id: UUID | None = None
    forwarded: StrictBool = False


class SendImage(Request):
    """`POST /conversations/{id}/messages`: an image that the caller uploaded, or may see."""

    client_message_id: UUID
    type: Literal["image"]
    image_id: UUID
    content: Caption = ""
    """The words under it."""
    reply_to_id: UUID | None = None
    forwarded: StrictBool = False


def _kind(body: Any) -> str:
    """Text is what is meant where nothing is said."""
    if isinstance(body, dict):
        told: Any = cast("dict[str, Any]", body).get("type", "text")
    else:
        # One of the models, or no object at all, which neither of them takes.
        told = getattr(body, "type", "text")
    return "image" if told == "image" else "text"


Send = Annotated[
    Annotated[SendMessage, Tag("text")] | Annotated[SendImage, Tag("image")], Discriminator(_kind)
]


class EditMessage(Request):
    """`PATCH /messages/{id}`."""

    content: Content
