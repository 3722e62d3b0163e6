"""Sending a message once, on a server that answers the second of two equal requests with a fault.

The id of a message is made by its sender, once. Where it is not known whether the server has it,
the conversation's history tells, before it is sent again.

::

    new ──POST──▶ stored (201)
     │  ▲
     │  └── found not to be there: sent again with the same id
     ▼
    in doubt: no answer, or a fault ──looked up──▶ stored
"""

import uuid
from collections.abc import Callable

import httpx
import msgspec

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.message import MessageType
from safespot_tui.gateway.errors import (
    Busy,
    NotLoggedIn,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.safespot.errors import RefGone, refused_as, rejected
from safespot_tui.gateway.safespot.identifiers import is_kept
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.text import escaped, settled
from safespot_tui.gateway.safespot.wire import MessageRow
from safespot_tui.i18n import _

MAX_BODY_BYTES = 10 * 1024 * 1024 - 64 * 1024
"""What the server takes of a request, less what stands around a message; it answers 500 to more."""
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NAMES = uuid.UUID("6f1c2f0a-63a5-4d0b-9d51-2d1a9d1f6f3b")

Newest = Callable[[ConversationId], MessageId | None]


def id_for(client_message_id: ClientMessageId) -> MessageId:
    """The id that a message is sent with: the one its sender made, if the server will keep it.

    In the place of another, one that is always the same for it: what the server chose by chance
    could not be found again.
    """
    lower = client_message_id.lower()
    if is_kept(lower):
        return MessageId(lower)
    return MessageId(str(uuid.uuid5(_NAMES, client_message_id)))


def wire_content(content: str) -> str:
    """`content` as it is sent. Raises `Rejected` where nothing would be left of it, or too much."""
    kept = settled(content)
    if not kept:
        raise rejected(_("There is nothing in this message but blanks."), "empty")
    return _bounded(escaped(kept))


class Sending:
    """Knows of each message under way whether the server may have it."""

    def __init__(self, requests: Requests, newest: Newest = lambda conversation_id: None) -> None:
        """`newest` names a message that the server had before now, to look up only what follows."""
        self._requests = requests
        self._newest = newest
        self._in_doubt: dict[MessageId, MessageId | None] = {}
        """By the id of each message that may be stored: one that was there before it."""

    @property
    def in_doubt(self) -> frozenset[MessageId]:
        """The messages that the server may have."""
        return frozenset(self._in_doubt)

    async def send(self, intent: SendMessage) -> MessageRow:
        """The message as the server has it; its id may be another than it was sent with.

        Raises `GatewayError`: after all but `Rejected` it may be sent again, and then is looked up
        first if need be.
        """
        message_id = id_for(intent.client_message_id)
        if intent.message_type is MessageType.IMAGE:
            content = _bounded(intent.content)
        else:
            content = wire_content(intent.content)
        was_in_doubt = message_id in self._in_doubt
        if was_in_doubt and (row := await self._found(intent, message_id)):
            return row
        self._in_doubt.setdefault(message_id, self._newest(intent.conversation_id))
        try:
            row = await self._post(intent, message_id, content)
        except ServerFault:
            # A duplicate is answered so, even of a message sent before this program started.
            self._in_doubt[message_id] = None
            if row := await self._found(intent, message_id):
                return row
            raise
        except Unreachable as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                self._settle(message_id, was_in_doubt=was_in_doubt)
            elif row := await self._found(intent, message_id):
                return row
            raise
        except (Rejected, Busy, NotLoggedIn):
            self._settle(message_id, was_in_doubt=was_in_doubt)
            raise
        self._in_doubt.pop(message_id, None)
        return row

    async def _post(self, intent: SendMessage, message_id: MessageId, content: str) -> MessageRow:
        refusals = {400: _("The server does not take this message.")}
        with refused_as(refusals):
            return await self._requests.send(
                intent.conversation_id,
                message_id,
                content,
                kind=intent.message_type,
                caption=intent.caption,
                reply_to_id=intent.reply_to_id,
            )

    async def _found(self, intent: SendMessage, message_id: MessageId) -> MessageRow | None:
        """The message, if the server has it."""
        rows = await self._written_since(intent.conversation_id, self._in_doubt.get(message_id))
        own: UserId = self._requests.secret.anonymous_id
        for row in rows:
            if row.id == message_id and row.sender_id == own:
                self._in_doubt.pop(message_id, None)
                return row
        return None

    async def _written_since(
        self, conversation_id: ConversationId, since: MessageId | None
    ) -> list[MessageRow]:
        if since is not None:
            try:
                return await self._requests.messages(conversation_id, since)
            except RefGone:
                pass
        return await self._requests.messages(conversation_id)

    def _settle(self, message_id: MessageId, *, was_in_doubt: bool) -> None:
        """This attempt stored nothing; an earlier one still may have."""
        if not was_in_doubt:
            self._in_doubt.pop(message_id, None)


def _bounded(content: str) -> str:
    if len(content) > MAX_BODY_BYTES or len(msgspec.json.encode(content)) > MAX_BODY_BYTES:
        raise rejected(_("This message is too long for the server."), "too_long")
    return content
