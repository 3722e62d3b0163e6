"""What a trace says where the Global Chat contract is spoken."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from safespot_tui.instruments.trace.checks.exchanges import (
    Exchange,
    Exchanges,
    header,
    read,
)
from safespot_tui.instruments.trace.checks.facts import (
    EVERYTHING,
    Accepted,
    Beat,
    Began,
    Ended,
    Fact,
    Given,
    Held,
    Interrupted,
    Known,
    Left,
    Opened,
    Placed,
    Read,
    Refused,
    Told,
    Watermarks,
    Whole,
)
from safespot_tui.instruments.trace.checks.global_chat_shapes import (
    Conversation,
    Detail,
    Entities,
    Frame,
    Message,
    Page,
    Snapshot,
    Watermark,
)
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Entry, Framed

_CONVERSATION = r"/conversations/(?P<conversation>[^/?]+)"
_EVENTS = re.compile(r"/events$")
_SYNC = re.compile(r"/sync$")
_MESSAGES = re.compile(_CONVERSATION + r"/messages(\?.*)?$")
_READ = re.compile(_CONVERSATION + r"/read$")
_CONVERSATIONS = re.compile(r"/conversations$")


class GlobalChatReader:
    """Reads a trace from its beginning."""

    def __init__(self) -> None:
        self._exchanges = Exchanges()
        self._streams: set[int] = set()
        self._me = ""

    def facts(self, entry: Entry) -> Iterator[Fact]:
        """What the next entry says."""
        exchange = self._exchanges.take(entry)
        match entry:
            case Asked(number=number, at=at, method="GET", path=path) if _EVENTS.search(path):
                self._streams.add(number)
                yield Opened(number, at, EVERYTHING, header(entry, "last-event-id"))
            case Answered(of=of) | Broke(of=of) if of in self._streams:
                self._streams.discard(of)
                yield Ended(of)
            case Framed(of=of) if of in self._streams:
                yield from self._frame(entry)
            case Answered() if exchange is not None and exchange.is_granted:
                yield from self._answer(exchange)
            case _:
                pass

    # ---------------------------------------------------------------------------- frames

    def _frame(self, framed: Framed) -> Iterator[Fact]:
        frame = read(framed.data, Frame) if framed.data else None
        if frame is None:
            if framed.id:
                yield Placed(framed.number, framed.at, framed.of, framed.id, about="")
            else:
                yield Beat(framed.of, EVERYTHING)
            return
        is_sync = frame.event == "sync"
        if framed.id:
            about = "" if is_sync else frame.payload.id or ""
            yield Placed(
                framed.number, framed.at, framed.of, framed.id, about, is_event=not is_sync
            )
        match frame.event:
            case "sync":
                yield Whole(framed.number, framed.of, EVERYTHING)
            case "reset":
                reason = str(frame.payload.partial.get("reason", ""))
                yield Refused(framed.number, framed.at, "", reason, framed.of)
                yield Interrupted(EVERYTHING)
            case _:
                yield from self._event(framed, frame)

    def _event(self, framed: Framed, frame: Frame) -> Iterator[Fact]:
        payload = frame.payload
        where = payload.conversation_id or ""
        match frame.event:
            case "message-created":
                told = {**payload.partial, "id": payload.id, "conversation_id": where}
                message = _converted(told, Message)
                if message is not None:
                    yield Told(
                        framed.number,
                        framed.of,
                        EVERYTHING,
                        frame.event,
                        message.line(),
                        framed.id,
                    )
            case "conversation-created":
                yield Left(where)
                told = {**payload.partial, "id": payload.id}
                conversation = _converted(told, Conversation)
                if conversation is not None:
                    yield Began({conversation.id: conversation.head_position})
            case "member-left" if payload.id == self._me:
                yield Left(where)
            case "member-updated" if payload.id == self._me:
                order = payload.partial.get("read_position")
                if isinstance(order, int):
                    yield Read(framed.number, where, order)
            case _:
                pass

    # ---------------------------------------------------------------------------- answers

    def _answer(self, exchange: Exchange) -> Iterator[Fact]:
        asked = exchange.asked
        path = asked.path
        if asked.method == "GET" and _SYNC.search(path):
            yield from self._snapshot(exchange)
        elif found := _MESSAGES.search(path):
            if asked.method == "GET":
                yield from _page(exchange, found["conversation"])
            elif asked.method == "POST":
                yield from _sent(exchange)
        elif asked.method == "PUT" and (found := _READ.search(path)):
            mark = read(asked.body, Watermark)
            if mark is not None:
                yield Read(exchange.entry, found["conversation"], message_id=mark.message_id)
        elif asked.method == "POST" and _CONVERSATIONS.search(path):
            detail = exchange.answer(Detail)
            if detail is not None:
                yield Began(_heads(detail.entities))

    def _snapshot(self, exchange: Exchange) -> Iterator[Fact]:
        snapshot = exchange.answer(Snapshot)
        if snapshot is None:
            return
        self._me = snapshot.me
        entities = snapshot.entities
        yield Known(snapshot.me)
        yield Given(snapshot.cursor, exchange.answered.at)
        for id_, conversation in entities.conversations.items():
            own = entities.members.get(id_, {}).get(snapshot.me)
            last = entities.messages.get(conversation.last_message_id or "")
            if own is not None:
                yield Watermarks(
                    exchange.entry,
                    exchange.asked.number,
                    id_,
                    conversation.head_position,
                    own.read_position,
                    own.last_read_message_id or "",
                    None if last is None else last.line(),
                )
        yield Began(_heads(entities))


def _page(exchange: Exchange, conversation_id: str) -> Iterator[Fact]:
    page = exchange.answer(Page)
    if page is None:
        return
    messages = page.entities.messages
    lines = tuple(messages[id_].line() for id_ in page.ids if id_ in messages)
    yield Held(exchange.entry, exchange.asked.number, conversation_id, lines)


def _sent(exchange: Exchange) -> Iterator[Fact]:
    detail = exchange.answer(Detail)
    message = None if detail is None else detail.entities.messages.get(detail.id)
    if message is not None:
        yield Accepted(exchange.entry, message.line(), EVERYTHING)


def _heads(entities: Entities) -> Mapping[str, int]:
    return {id_: one.head_position for id_, one in entities.conversations.items()}


def _converted(told: Mapping[str, Any], shape: type[Any]) -> Any:
    try:
        return msgspec.convert(told, shape)
    except msgspec.ValidationError:
        return None
