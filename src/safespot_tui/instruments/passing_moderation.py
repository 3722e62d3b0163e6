"""A moderators' desk before another."""

from collections.abc import Sequence
from datetime import datetime

from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, MessageId, NoteId, UserId
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.moderation import AuditPage, AuditQuery, CasePage, Moderation, Person
from safespot_tui.instruments.call import Call, Pass


class PassingModeration:
    """Has each call pass through `passed`."""

    def __init__(self, beyond: Moderation, passed: Pass) -> None:
        self.beyond = beyond
        self._passed = passed

    async def cases(self, state: CaseState | None, after: str | None = None) -> CasePage:
        """The queue: of one state, or all but what is done."""
        return await self._passed(
            Call("moderation.cases", {"state": state, "after": after}),
            self.beyond.cases(state, after),
        )

    async def claim(self, conversation_id: ConversationId, user_id: UserId | None = None) -> Case:
        """Take a case, or hand it over to another moderator."""
        return await self._passed(
            Call("moderation.claim", {"conversation_id": conversation_id, "user_id": user_id}),
            self.beyond.claim(conversation_id, user_id),
        )

    async def release(self, conversation_id: ConversationId) -> Case:
        """Nobody has it any more."""
        return await self._passed(
            Call("moderation.release", {"conversation_id": conversation_id}),
            self.beyond.release(conversation_id),
        )

    async def snooze(self, conversation_id: ConversationId, until: datetime | None) -> Case:
        """Put it away until then; None brings it back."""
        return await self._passed(
            Call("moderation.snooze", {"conversation_id": conversation_id, "until": until}),
            self.beyond.snooze(conversation_id, until),
        )

    async def finish(self, conversation_id: ConversationId, *, done: bool) -> Case:
        """It is done, or open again. Who observed the conversation does not any more."""
        return await self._passed(
            Call("moderation.finish", {"conversation_id": conversation_id, "done": done}),
            self.beyond.finish(conversation_id, done=done),
        )

    async def write_note(
        self, conversation_id: ConversationId, note_id: NoteId, content: SafeText
    ) -> Case:
        """Write something down for the other moderators; asked again, it is one note."""
        return await self._passed(
            Call(
                "moderation.write_note",
                {"conversation_id": conversation_id, "note_id": note_id, "content": content},
            ),
            self.beyond.write_note(conversation_id, note_id, content),
        )

    async def moderators(self) -> Sequence[User]:
        """Who else has the desk."""
        return await self._passed(Call("moderation.moderators", {}), self.beyond.moderators())

    async def observe(self, conversation_id: ConversationId) -> Entities:
        """Open a conversation that one is not in: its members are not told, the trail is."""
        return await self._passed(
            Call("moderation.observe", {"conversation_id": conversation_id}),
            self.beyond.observe(conversation_id),
        )

    async def stop_observing(self, conversation_id: ConversationId) -> None:
        """Close it again."""
        await self._passed(
            Call("moderation.stop_observing", {"conversation_id": conversation_id}),
            self.beyond.stop_observing(conversation_id),
        )

    async def members(self, conversation_id: ConversationId) -> Entities:
        """Who is in a conversation, without opening it."""
        return await self._passed(
            Call("moderation.members", {"conversation_id": conversation_id}),
            self.beyond.members(conversation_id),
        )

    async def remove_message(self, message_id: MessageId, reason: SafeText) -> None:
        """Have a message be gone for everybody, with the reason in its place."""
        await self._passed(
            Call("moderation.remove_message", {"message_id": message_id, "reason": reason}),
            self.beyond.remove_message(message_id, reason),
        )

    async def set_sanction(
        self, user_id: UserId, kind: SanctionKind, until: datetime | None, reason: SafeText
    ) -> Person:
        """Mute or suspend somebody until then; None ends it."""
        return await self._passed(
            Call(
                "moderation.set_sanction",
                {"user_id": user_id, "kind": kind, "until": until, "reason": reason},
            ),
            self.beyond.set_sanction(user_id, kind, until, reason),
        )

    async def person(self, user_id: UserId) -> Person:
        """What is in force against somebody."""
        return await self._passed(
            Call("moderation.person", {"user_id": user_id}), self.beyond.person(user_id)
        )

    async def set_lock(
        self, conversation_id: ConversationId, *, locked: bool, reason: SafeText
    ) -> None:
        """Let nobody write in a conversation, or let them again."""
        await self._passed(
            Call(
                "moderation.set_lock",
                {"conversation_id": conversation_id, "locked": locked, "reason": reason},
            ),
            self.beyond.set_lock(conversation_id, locked=locked, reason=reason),
        )

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], reason: SafeText
    ) -> None:
        """Bring people into a group."""
        await self._passed(
            Call(
                "moderation.add_members",
                {"conversation_id": conversation_id, "user_ids": user_ids, "reason": reason},
            ),
            self.beyond.add_members(conversation_id, user_ids, reason),
        )

    async def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, reason: SafeText
    ) -> None:
        """Take somebody out of a group."""
        await self._passed(
            Call(
                "moderation.remove_member",
                {"conversation_id": conversation_id, "user_id": user_id, "reason": reason},
            ),
            self.beyond.remove_member(conversation_id, user_id, reason),
        )

    async def audit(self, query: AuditQuery) -> AuditPage:
        """What was done: one's own entries, for admins everybody's."""
        return await self._passed(
            Call("moderation.audit", {"query": query}), self.beyond.audit(query)
        )
