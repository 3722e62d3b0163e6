"""What the user wants, done by the requests that the deployed API has for it."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import assert_never

from msgspec import UNSET, structs

from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    MessageChanges,
    MessageDeleted,
    MessageUpdated,
)
from safespot_tui.domain.ids import MessageId, OriginClientId, UserId
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.gateway.errors import Rejected, not_offered
from safespot_tui.gateway.protocol import Outcome
from safespot_tui.gateway.safespot import translate
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.errors import NO_SUCH_ROUTE, not_understood, refused_as
from safespot_tui.gateway.safespot.owed import Owed
from safespot_tui.gateway.safespot.reacting import reacted
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.sending import Sending, id_for, wire_content
from safespot_tui.gateway.safespot.text import unescaped
from safespot_tui.gateway.safespot.timestamps import timestamp
from safespot_tui.i18n import _


class Performing:
    """Carries out intents, each so that it may be asked for again.

    The replica learns of every change at once: no stream tells a window what it did itself.
    """

    def __init__(
        self,
        requests: Requests,
        replica: Replica,
        owed: Owed,
        me: UserId,
        origin: OriginClientId,
    ) -> None:
        self._requests = requests
        self._replica = replica
        self._owed = owed
        self._me = me
        self._origin = origin
        self._sending = Sending(requests, replica.newest)

    async def perform(self, intent: Intent) -> Outcome | None:
        """The message as it now is, or what is different. Raises `GatewayError`."""
        outcome = await self._perform(intent)
        if outcome is not None and not isinstance(outcome, Message):
            self._replica.changed(outcome)
        return outcome

    async def _perform(self, intent: Intent) -> Outcome | None:
        match intent:
            case SendMessage():
                return await self._send(intent)
            case EditMessage():
                return await self._edit(intent)
            case DeleteMessage():
                return await self._delete(intent)
            case React():
                known = self._replica.message(intent.message_id)
                reactions = await reacted(self._requests, self._me, intent, known)
                return self._changed(
                    intent, MessageChanges(reactions=translate.reactions(reactions))
                )
            case StarMessage():
                return await self._star(intent)
            case PinMessage():
                return await self._pin(intent)
            case MarkRead(conversation_id=conversation_id):
                await self._requests.read(conversation_id)
                self._replica.read(conversation_id)
                self._owed.all_told(conversation_id)
                return None
            case SetFlags():
                return await self._set_flags(intent)
            case _:
                assert_never(intent)

    async def _send(self, intent: SendMessage) -> Message:
        known = self._replica.message(id_for(intent.client_message_id))
        if known is not None and known.sender_id == self._me:
            return structs.replace(known, client_message_id=intent.client_message_id)
        row = await self._sending.send(intent)
        if row.conversation_id.lower() != intent.conversation_id:
            raise not_understood()
        return self._replica.answered(row, intent.client_message_id)

    async def _edit(self, intent: EditMessage) -> MessageUpdated:
        known = self._replica.message(intent.message_id)
        is_image = known is not None and known.type is MessageType.IMAGE
        refusals = {
            400: _("Only words can be edited, not an image.")
            if is_image
            else _("A message can be edited for 24 hours. This one is older."),
            403: _("Only your own messages can be edited."),
            404: _("This message is gone."),
        }
        content = wire_content(intent.content)
        with refused_as(refusals):
            row = await self._requests.edit(intent.conversation_id, intent.message_id, content)
        edited_at = timestamp(row.edited_at) if row.edited_at else datetime.now(UTC)
        stored = row.content if isinstance(row.content, str) else content
        return self._changed(intent, MessageChanges(content=unescaped(stored), edited_at=edited_at))

    async def _delete(self, intent: DeleteMessage) -> MessageDeleted:
        try:
            with refused_as({403: _("Only your own messages can be deleted.")}):
                await self._requests.delete(intent.conversation_id, intent.message_id)
        except Rejected as error:
            if error.status != HTTPStatus.NOT_FOUND or error.code == NO_SUCH_ROUTE:
                raise
        return MessageDeleted(
            message_id=intent.message_id,
            conversation_id=intent.conversation_id,
            deleted_at=datetime.now(UTC),
            revision=self._replica.stamp(),
        )

    async def _star(self, intent: StarMessage) -> MessageUpdated:
        do = self._requests.star if intent.starred else self._requests.unstar
        with refused_as({404: _("This message is gone.")}):
            await do(intent.conversation_id, intent.message_id)
        return self._changed(intent, MessageChanges(starred=intent.starred))

    async def _pin(self, intent: PinMessage) -> ConversationUpdated:
        """Unpinning takes off whatever is pinned: it is looked up whether that is still the one."""
        pinned: MessageId | None = None
        if intent.pinned:
            with refused_as({404: _("This message is gone.")}):
                await self._requests.pin_message(intent.conversation_id, intent.message_id)
            pinned = intent.message_id
        else:
            rooms = await self._requests.rooms(priority=Priority.SEND)
            room = next((row for row in rooms if row.id == intent.conversation_id), None)
            if room is None or room.pinned_message_id in {None, intent.message_id}:
                await self._requests.unpin_message(intent.conversation_id, intent.message_id)
            else:
                pinned = translate.conversation(room, head_position=0).pinned_message_id
        return ConversationUpdated(
            conversation_id=intent.conversation_id,
            changes=ConversationChanges(pinned_message_id=pinned),
            origin=self._origin,
        )

    async def _set_flags(self, intent: SetFlags) -> None:
        """Each flag is a request of its own, and may be repeated."""
        if intent.muted_until is not UNSET:
            raise not_offered()
        where = intent.conversation_id
        if intent.pinned is not UNSET:
            await self._requests.pin_room(where, pinned=intent.pinned)
        if intent.archived is not UNSET:
            await self._requests.archive_room(where, archived=intent.archived)
        if intent.marked_unread is not UNSET:
            await self._requests.mark_room_unread(where, unread=intent.marked_unread)

    def _changed(
        self, intent: EditMessage | React | StarMessage, changes: MessageChanges
    ) -> MessageUpdated:
        return MessageUpdated(
            message_id=intent.message_id,
            conversation_id=intent.conversation_id,
            changes=structs.replace(changes, revision=self._replica.stamp()),
            origin=self._origin,
        )
