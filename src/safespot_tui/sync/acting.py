"""What a moderator does to others: asked of the server now, with a reason, and on record there."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from safespot_tui.domain.account import Account
from safespot_tui.domain.event import Entities, MemberLeft
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected, not_offered
from safespot_tui.gateway.moderation import AuditPage, AuditQuery, Moderation
from safespot_tui.i18n import _
from safespot_tui.store.patch import Learned
from safespot_tui.store.store import Store
from safespot_tui.sync.keeper import Keeper


class Acting(Protocol):
    """For who moderates. Every method may raise a `GatewayError`, whose reason is a sentence.

    Nothing of it waits for a network: what a moderator does, they have seen done. What changes
    comes back as it comes to everybody.
    """

    async def remove_message(self, message_id: MessageId, reason: SafeText) -> None:
        """Have a message be gone for everybody, with the reason in its place."""
        ...

    async def sanction(
        self, user_id: UserId, kind: SanctionKind, until: datetime | None, reason: SafeText
    ) -> None:
        """Mute or suspend somebody until then; None ends it."""
        ...

    async def account(self, user_id: UserId) -> Account:
        """What somebody is to the server, and what is in force against them."""
        ...

    async def lock(self, conversation_id: ConversationId, reason: SafeText) -> None:
        """Let nobody write in a conversation."""
        ...

    async def unlock(self, conversation_id: ConversationId, reason: SafeText) -> None:
        """Let them write again."""
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

    async def members(self, conversation_id: ConversationId) -> Sequence[Member]:
        """Who is in a conversation, without opening it; the store knows their names then."""
        ...

    async def stop_observing(self, conversation_id: ConversationId) -> None:
        """Close a conversation that was opened without being in it; it leaves the inbox."""
        ...

    async def audit(self, query: AuditQuery) -> AuditPage:
        """What was done, the newest first; the store knows whom it names then."""
        ...


class OnTheSpot:
    """The `Acting` of an engine."""

    def __init__(
        self, store: Store, keeper: Keeper, desk: Callable[[], Awaitable[Moderation | None]]
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._moderation = desk

    async def _desk(self) -> Moderation:
        desk = await self._moderation()
        if desk is None:
            raise not_offered()
        return desk

    async def remove_message(self, message_id: MessageId, reason: SafeText) -> None:
        """Have a message be gone for everybody."""
        await _allowed((await self._desk()).remove_message(message_id, reason))

    async def sanction(
        self, user_id: UserId, kind: SanctionKind, until: datetime | None, reason: SafeText
    ) -> None:
        """Mute or suspend somebody until then; None ends it."""
        await _allowed((await self._desk()).set_sanction(user_id, kind, until, reason))

    async def account(self, user_id: UserId) -> Account:
        """What somebody is to the server, and what is in force against them."""
        person = await _allowed((await self._desk()).person(user_id))
        self._keeper.apply(Learned(Entities(users=(person.user,))))
        return person.account

    async def lock(self, conversation_id: ConversationId, reason: SafeText) -> None:
        """Let nobody write in a conversation."""
        await _allowed((await self._desk()).set_lock(conversation_id, locked=True, reason=reason))

    async def unlock(self, conversation_id: ConversationId, reason: SafeText) -> None:
        """Let them write again."""
        await _allowed((await self._desk()).set_lock(conversation_id, locked=False, reason=reason))

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], reason: SafeText
    ) -> None:
        """Bring people into a group."""
        await _allowed((await self._desk()).add_members(conversation_id, user_ids, reason))

    async def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, reason: SafeText
    ) -> None:
        """Take somebody out of a group."""
        await _allowed((await self._desk()).remove_member(conversation_id, user_id, reason))

    async def members(self, conversation_id: ConversationId) -> Sequence[Member]:
        """Who is in a conversation, without opening it."""
        told = await _allowed((await self._desk()).members(conversation_id))
        self._keeper.apply(Learned(Entities(users=told.users)))
        return [each for each in told.members if each.conversation_id == conversation_id]

    async def stop_observing(self, conversation_id: ConversationId) -> None:
        """Close a conversation that was opened without being in it."""
        await _allowed((await self._desk()).stop_observing(conversation_id))
        own = self._store.own(conversation_id)
        if own is not None and not own.role.takes_part:
            self._keeper.apply(MemberLeft(conversation_id, own.user_id))

    async def audit(self, query: AuditQuery) -> AuditPage:
        """What was done, the newest first."""
        page = await _allowed((await self._desk()).audit(query))
        self._keeper.apply(Learned(Entities(users=page.users)))
        return page


_FORBIDDEN = "forbidden"
"""The server's word for what is somebody else's to do."""

ResultT = TypeVar("ResultT")


async def _allowed(asked: Awaitable[ResultT]) -> ResultT:
    """What was asked for; a refusal in the words of who moderates, not of who is in a group."""
    try:
        return await asked
    except Rejected as error:
        if error.code != _FORBIDDEN:
            raise
        words = _("That is not yours to do: only an admin acts against who moderates.")
        raise Rejected(SafeText(words), error.code, error.status) from None
