"""What the user asks of the server and waits for: it is told, or done, or refused at once."""

from collections.abc import Sequence

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.event import (
    Entities,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import (
    ConversationId,
    FlagId,
    ReportId,
    UserId,
)
from safespot_tui.domain.member import Role
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.protocol import Opened
from safespot_tui.store.patch import Learned
from safespot_tui.sync.door import Door
from safespot_tui.sync.keeper import Keeper


class Requests:
    """The part of `Messenger` that works only with a network. All may raise a `GatewayError`."""

    def __init__(self, door: Door, keeper: Keeper) -> None:
        self._door = door
        self._keeper = keeper

    async def search_users(self, alias: str) -> Sequence[User]:
        """People whose alias contains `alias`."""
        return await (await self._door.gateway()).search_users(alias)

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> ConversationId:
        """The conversation with one person; it is in the store when this returns."""
        return self._learn(await (await self._door.gateway()).create_dm(user_id, report_id))

    async def discuss_report(self, report_id: ReportId) -> ConversationId:
        """The conversation with whoever reported something; it is in the store on return."""
        return self._learn(await (await self._door.gateway()).discuss_report(report_id))

    async def report(self, report_id: ReportId) -> Report:
        """A report with all that is told of it."""
        return await (await self._door.gateway()).report(report_id)

    async def image(self, address: str) -> bytes:
        """An image that a message or a report points at."""
        return await (await self._door.gateway()).fetch_image(address)

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> ConversationId:
        """A new group; it is in the store when this returns."""
        return self._learn(await (await self._door.gateway()).create_group(name, user_ids))

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        """Give a group another name."""
        await (await self._door.gateway()).rename_conversation(conversation_id, name)

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        """Give a group another icon, an emoji; nothing takes it away."""
        await (await self._door.gateway()).set_icon(conversation_id, icon)

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        """Let a member of a group do more or less."""
        await (await self._door.gateway()).set_role(conversation_id, user_id, role)

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        """Bring people into a group."""
        await (await self._door.gateway()).add_members(conversation_id, user_ids)

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Take a person out of a group; oneself: leave."""
        await (await self._door.gateway()).remove_member(conversation_id, user_id)

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        """Report a message, or a person, to the moderators: once, by its id."""
        await (await self._door.gateway()).flag(conversation_id, flag_id, about, reason)

    async def rename_self(self, alias: SafeText) -> None:
        """Go by another alias."""
        user = await (await self._door.gateway()).rename_self(alias)
        self._keeper.apply(
            Learned(Entities(users=(user,))), UserUpdated(user.id, UserChanges(alias=user.alias))
        )

    def _learn(self, opened: Opened) -> ConversationId:
        self._keeper.apply(Learned(opened.entities))
        return opened.conversation_id
