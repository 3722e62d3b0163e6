"""What the server answers, body by body."""

from typing import Any

from safespot_tui.contract.base import Wire
from safespot_tui.contract.entities import (
    EntitiesModel,
    ImageModel,
    MessageModel,
    UserModel,
)
from safespot_tui.contract.moderation import AccountModel, AuditModel


class Account(Wire):
    """`GET /me`."""

    user: UserModel
    email: str


class Session(Wire):
    """`POST /accounts` and `POST /sessions`. The token is told this once."""

    token: str
    user: UserModel


class UserList(Wire):
    """`GET /users?alias=`, best match first."""

    ids: list[str]
    entities: EntitiesModel


class ConversationList(Wire):
    """`GET /conversations`: pinned first, then newest. `next` continues, null at the end."""

    ids: list[str]
    entities: EntitiesModel
    next: str | None = None


class ConversationDetail(Wire):
    """One conversation with its members, users, report and last message."""

    id: str
    entities: EntitiesModel


class MessagePage(Wire):
    """`GET /conversations/{id}/messages`: contiguous, oldest first."""

    ids: list[str]
    entities: EntitiesModel
    has_older: bool
    has_newer: bool


class MessageDetail(Wire):
    """One message."""

    id: str
    entities: EntitiesModel

    @property
    def message(self) -> MessageModel:
        """The message itself."""
        return self.entities.messages[self.id]


class SpanModel(Wire):
    """A place in a text, in characters; `end` is behind it."""

    start: int
    end: int


class HitModel(Wire):
    """A message that was looked for, and where in its words what was looked for stands."""

    id: str
    found: list[SpanModel] = []


class SearchResult(Wire):
    """`GET /search`: messages, the newest first. `next` continues, null at the end.

    While older messages are still being brought into the index, `is_whole` says that there may be
    more.
    """

    hits: list[HitModel]
    entities: EntitiesModel
    next: str | None = None
    is_whole: bool = True


class ImageDetail(Wire):
    """`PUT /images/{id}`: as it is kept, which is not as it was sent."""

    image: ImageModel


class ReportDetail(Wire):
    """One report."""

    id: str
    entities: EntitiesModel


class Snapshot(Wire):
    """`GET /sync`: all the user can see, without history, and the cursor it is true at.

    `entities.messages` holds the last message of every conversation; `ids` are conversations in
    inbox order; `online` are the users with an open stream.
    """

    me: str
    cursor: str
    ids: list[str]
    entities: EntitiesModel
    online: list[str] = []
    account: AccountModel = AccountModel()


class CaseList(Wire):
    """`GET /moderation/cases`: longest waiting first. `next` continues, null at the end."""

    ids: list[str]
    entities: EntitiesModel
    next: str | None = None


class CaseDetail(Wire):
    """One case, and the people that it names."""

    id: str
    entities: EntitiesModel


class PersonDetail(Wire):
    """`GET /moderation/users/{id}`: what is in force against somebody."""

    user: UserModel
    account: AccountModel


class AuditPage(Wire):
    """`GET /moderation/audit`: newest first. `next` continues, null at the end."""

    entries: list[AuditModel]
    entities: EntitiesModel
    next: str | None = None


class Health(Wire):
    """`GET /health`, without a token."""

    status: str
    service: str
    version: str


class ErrorBody(Wire):
    """What went wrong: `code` for programs, `message` for people."""

    code: str
    message: str
    details: dict[str, Any] = {}


class ErrorEnvelope(Wire):
    """The one shape of every refusal."""

    error: ErrorBody
