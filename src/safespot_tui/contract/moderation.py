"""The moderator's desk as it travels: cases, and what is done to people, messages, conversations.

Everything under `/moderation` is for accounts that moderate, and answers 403 to all others before
it looks at anything; what a moderator may not see is 404. Whatever is done to somebody has a
reason, and leaves an entry in the audit trail.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from safespot_tui.contract import limits
from safespot_tui.contract.base import Request, Wire
from safespot_tui.contract.times import WrittenMoment
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.standing import Standing


class FlagModel(Wire):
    """A member's complaint of a message, or of a person."""

    id: str
    by: str
    user_id: str
    """The person, or who wrote the message."""
    reason: str
    created_at: datetime
    message_id: str | None = None
    quoted: str = ""


class NoteModel(Wire):
    """What a moderator wrote down for the others."""

    id: str
    author_id: str
    content: str
    created_at: datetime


class CaseModel(Wire):
    """A conversation as the moderators' work; see `domain.case`."""

    conversation_id: str
    type: ConversationType
    created_at: datetime
    revision: int
    name: str = ""
    """The group's, or the report's title."""
    report_id: str | None = None
    waiting_since: datetime | None = None
    last_message_at: datetime | None = None
    claimed_by: str | None = None
    snoozed_until: datetime | None = None
    done_at: datetime | None = None
    flags: list[FlagModel] = []
    notes: list[NoteModel] = []
    observer_ids: list[str] = []


class SanctionModel(Wire):
    """A mute or a suspension that is in force."""

    user_id: str
    kind: SanctionKind
    until: datetime
    reason: str


class LockModel(Wire):
    """Why nobody may write."""

    reason: str
    locked_at: datetime


class AuditModel(Wire):
    """One row of the audit trail.

    `sha256` is over a JSON array: the hash of the row before (of the first: an empty text), and the
    others in this order; times in microseconds since 1970, absent ones null, no spaces, UTF-8.
    """

    number: int
    at: datetime
    actor_id: str
    action: AuditAction
    reason: str
    conversation_id: str | None = None
    message_id: str | None = None
    user_id: str | None = None
    until: datetime | None = None
    sha256: str


class AccountModel(Wire):
    """What a user is to the server, and what is in force against them; told to nobody else."""

    standing: Standing = Standing.MEMBER
    sanctions: list[SanctionModel] = []


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.MAX_REASON_CHARACTERS),
]
NoteContent = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.MAX_NOTE_CHARACTERS),
]


class FlagMessage(Request):
    """`PUT /conversations/{id}/flags/{flag_id}`, of a message in it; idempotent by its id."""

    message_id: UUID
    reason: Reason


class FlagUser(Request):
    """`PUT /conversations/{id}/flags/{flag_id}`, of a person in it; idempotent by its id."""

    user_id: UUID
    reason: Reason


RaiseFlag = FlagMessage | FlagUser


class Because(Request):
    """The body of what needs nothing but a reason."""

    reason: Reason


class Claim(Request):
    """`PUT /moderation/cases/{id}/claim`: by oneself, or handed over to another moderator."""

    user_id: UUID | None = None


class Snooze(Request):
    """`PUT /moderation/cases/{id}/snooze`: null ends it."""

    until: WrittenMoment | None


class Finish(Request):
    """`PUT /moderation/cases/{id}/done`: false reopens it."""

    done: StrictBool


class WriteNote(Request):
    """`PUT /moderation/cases/{id}/notes/{note_id}`; idempotent by its id."""

    content: NoteContent


class SetSanction(Request):
    """`PUT /moderation/users/{id}/sanctions/{kind}`: null, or a time that is over, lifts it."""

    until: WrittenMoment | None
    reason: Reason


class SetLock(Request):
    """`PUT /moderation/conversations/{id}/lock`."""

    locked: StrictBool
    reason: Reason


class BringIn(Request):
    """`POST /moderation/conversations/{id}/members`."""

    user_ids: Annotated[list[UUID], Field(min_length=1, max_length=limits.MAX_MEMBERS_PER_REQUEST)]
    reason: Reason
