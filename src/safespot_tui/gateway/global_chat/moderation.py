"""The `Moderation` that speaks the Global Chat contract."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from safespot_tui.contract import responses
from safespot_tui.domain.audit import AuditEntry
from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, MessageId, NoteId, UserId
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.global_chat import translate
from safespot_tui.gateway.global_chat.rest import Rest, path
from safespot_tui.gateway.global_chat.translate import not_understood
from safespot_tui.gateway.moderation import AuditPage, AuditQuery, CasePage, Person

_ROOT = "moderation"


class GlobalChatModeration:
    """The moderator's desk of one window."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def cases(self, state: CaseState | None, after: str | None = None) -> CasePage:
        """The queue: of one state, or all but what is done; longest waiting first."""
        query = {} if state is None else {"state": str(state)}
        query |= {} if after is None else {"after": after}
        answer = await self._rest.ask(responses.CaseList, "GET", path(_ROOT, "cases"), query=query)
        return CasePage(
            cases=tuple(map(translate.case, translate.found(answer.entities.cases, answer.ids))),
            entities=translate.entities(answer.entities),
            next=answer.next,
        )

    async def claim(self, conversation_id: ConversationId, user_id: UserId | None = None) -> Case:
        """Take a case, or hand it over to another moderator."""
        return await self._case("PUT", conversation_id, "claim", body={"user_id": user_id})

    async def release(self, conversation_id: ConversationId) -> Case:
        """Nobody has it any more."""
        return await self._case("DELETE", conversation_id, "claim")

    async def snooze(self, conversation_id: ConversationId, until: datetime | None) -> Case:
        """Put it away until then; None brings it back."""
        return await self._case("PUT", conversation_id, "snooze", body={"until": _written(until)})

    async def finish(self, conversation_id: ConversationId, *, done: bool) -> Case:
        """It is done, or open again."""
        return await self._case("PUT", conversation_id, "done", body={"done": done})

    async def write_note(
        self, conversation_id: ConversationId, note_id: NoteId, content: SafeText
    ) -> Case:
        """Write something down for the other moderators; asked again, it is one note."""
        body = {"content": content}
        return await self._case("PUT", conversation_id, "notes", note_id, body=body)

    async def moderators(self) -> Sequence[User]:
        """Who else has the desk."""
        where = path(_ROOT, "moderators")
        answer = await self._rest.ask(responses.UserList, "GET", where)
        return tuple(map(translate.user, translate.found(answer.entities.users, answer.ids)))

    async def observe(self, conversation_id: ConversationId) -> Entities:
        """Open a conversation that one is not in."""
        where = path(_ROOT, "conversations", conversation_id, "observers", "me")
        answer = await self._rest.ask(responses.ConversationDetail, "PUT", where)
        if translate.conversation_id(answer.id) != conversation_id:
            raise not_understood()
        return translate.entities(answer.entities)

    async def stop_observing(self, conversation_id: ConversationId) -> None:
        """Close it again."""
        where = path(_ROOT, "conversations", conversation_id, "observers", "me")
        await self._rest.tell("DELETE", where)

    async def members(self, conversation_id: ConversationId) -> Entities:
        """Who is in a conversation, without opening it."""
        where = path(_ROOT, "conversations", conversation_id, "members")
        answer = await self._rest.ask(responses.ConversationDetail, "GET", where)
        return translate.entities(answer.entities)

    async def remove_message(self, message_id: MessageId, reason: SafeText) -> None:
        """Have a message be gone for everybody, with the reason in its place."""
        where = path(_ROOT, "messages", message_id, "removal")
        await self._rest.tell("PUT", where, {"reason": reason})

    async def set_sanction(
        self, user_id: UserId, kind: SanctionKind, until: datetime | None, reason: SafeText
    ) -> Person:
        """Mute or suspend somebody until then; None ends it."""
        where = path(_ROOT, "users", user_id, "sanctions", kind)
        return await self._person("PUT", where, {"until": _written(until), "reason": reason})

    async def person(self, user_id: UserId) -> Person:
        """What is in force against somebody."""
        return await self._person("GET", path(_ROOT, "users", user_id))

    async def set_lock(
        self, conversation_id: ConversationId, *, locked: bool, reason: SafeText
    ) -> None:
        """Let nobody write in a conversation, or let them again."""
        where = path(_ROOT, "conversations", conversation_id, "lock")
        await self._rest.tell("PUT", where, {"locked": locked, "reason": reason})

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId], reason: SafeText
    ) -> None:
        """Bring people into a group."""
        where = path(_ROOT, "conversations", conversation_id, "members")
        await self._rest.tell("POST", where, {"user_ids": list(user_ids), "reason": reason})

    async def remove_member(
        self, conversation_id: ConversationId, user_id: UserId, reason: SafeText
    ) -> None:
        """Take somebody out of a group."""
        where = path(_ROOT, "conversations", conversation_id, "members", user_id, "removal")
        await self._rest.tell("PUT", where, {"reason": reason})

    async def audit(self, query: AuditQuery) -> AuditPage:
        """What was done, newest first."""
        asked = {
            "conversation_id": query.conversation_id,
            "user_id": query.user_id,
            "after": query.after,
            "limit": str(query.limit),
        }
        answer = await self._rest.ask(
            responses.AuditPage,
            "GET",
            path(_ROOT, "audit"),
            query={name: value for name, value in asked.items() if value is not None},
        )
        entries: tuple[AuditEntry, ...] = tuple(map(translate.audit_entry, answer.entries))
        users = tuple(map(translate.user, answer.entities.users.values()))
        return AuditPage(entries, users, answer.next)

    async def _case(
        self,
        method: str,
        conversation_id: ConversationId,
        *what: str,
        body: Mapping[str, Any] | None = None,
    ) -> Case:
        where = path(_ROOT, "cases", conversation_id, *what)
        answer = await self._rest.ask(responses.CaseDetail, method, where, body=body)
        (case,) = map(translate.case, translate.found(answer.entities.cases, [answer.id]))
        if case.conversation_id != conversation_id:
            raise not_understood()
        return case

    async def _person(
        self, method: str, where: str, body: Mapping[str, Any] | None = None
    ) -> Person:
        answer = await self._rest.ask(responses.PersonDetail, method, where, body=body)
        return Person(translate.user(answer.user), translate.account(answer.account))


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
