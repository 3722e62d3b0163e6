"""What a moderator's door to a server can do beyond everybody's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from safespot_tui.domain.account import Account
from safespot_tui.domain.audit import AuditEntry
from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, MessageId, NoteId, UserId
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User


class CasePage(Struct, frozen=True):
    """Cases, the longest waiting first, and whom they name. `next` continues; None at the end."""

    cases: tuple[Case, ...]
    entities: Entities = Entities()
    next: str | None = None


class Person(Struct, frozen=True):
    """Somebody, and what is in force against them."""

    user: User
    account: Account


class AuditPage(Struct, frozen=True):
    """Entries of the trail, newest first, and whom they name. `next` continues; None at the end."""

    entries: tuple[AuditEntry, ...]
    users: tuple[User, ...] = ()
    next: str | None = None


class AuditQuery(Struct, frozen=True):
    """Which entries: all that the caller may see, or those about one conversation or person."""

    conversation_id: ConversationId | None = None
    user_id: UserId | None = None
    after: str | None = None
    limit: int = 50


class Moderation(Protocol):
    """For who moderates. Every method may raise a `GatewayError`; `Rejected` says what is refused.

    Whatever is done to somebody has a `reason`, which the person is told, and is in the trail.
    """

    async def cases(self, state: CaseState | None, after: str | None = None) -> CasePage:
        """The queue: of one state, or all but what is done."""
        ...

    async def claim(self, conversation_id: ConversationId, user_id: UserId | None = None) -> Case:
        """Take a case, or hand it over to another moderator."""
        ...

    async def release(self, conversation_id: ConversationId) -> Case:
        """Nobody has it any more."""
        ...

    async def snooze(self, conversation_id: ConversationId, until: datetime | None) -> Case:
        """Put it away until then; None brings it back."""
        ...

    async def finish(self, conversation_id: ConversationId, *, done: bool) -> Case:
        """It is done, or open again. Who observed the conversation does not any more."""
        ...

    async def write_note(
        self, conversation_id: ConversationId, note_id: NoteId, content: SafeText
    ) -> Case:
        """Write something down for the other moderators; asked again, it is one note."""
        ...

    async def moderators(self) -> Sequence[User]:
        """Who else has the desk."""
        ...

    async def observe(self, conversation_id: ConversationId) -> Entities:
        """Open a conversation that one is not in: its members are not told, the trail is."""
        ...

    async def stop_observing(self, conversation_id: ConversationId) -> None:
        """Close it again."""
        ...

    async def members(self, conversation_id: ConversationId) -> Entities:
        """Who is in a conversation, without opening it."""
        ...

    async def remove_message(self, message_id: MessageId, reason: SafeText) -> None:
        """Have a message be gone for everybody, with the reason in its place."""
        ...

    async def set_sanction(
        self, user_id: UserId, kind: SanctionKind, until: datetime | None, reason: SafeText
    ) -> Person:
        """Mute or suspend somebody until then; None ends it."""
        ...

    async def person(self, user_id: UserId) -> Person:
        """What is in force against somebody."""
        ...

    async def set_lock(
        self, conversation_id: ConversationId, *, locked: bool, reason: SafeText
    ) -> None:
        """Let nobody write in a conversation, or let them again."""
        ...

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], reason: SafeText
    ) -> None:
        """Bring people into a group."""
        ...

    async def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, reason: SafeText
    ) -> None:
        """Take somebody out of a group."""
        ...

    async def audit(self, query: AuditQuery) -> AuditPage:
        """What was done: one's own entries, for admins everybody's."""
        ...
