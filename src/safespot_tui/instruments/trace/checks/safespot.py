"""What a trace says where the API is spoken that SafeSpot runs today."""

import re
from collections.abc import Iterator

from msgspec import Struct

from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot.events import (
    Alive,
    Connected,
    DeletionTold,
    HintTold,
    MessageTold,
    OwnLeaveTold,
    OwnReadTold,
    missed,
    said,
)
from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp
from safespot_tui.gateway.safespot.wire import MessageRow, MissedRow, RoomRow
from safespot_tui.gateway.sse.decoder import Comment, ServerSentEvent
from safespot_tui.instruments.trace.checks.exchanges import Exchange, Exchanges, header, query
from safespot_tui.instruments.trace.checks.facts import (
    EVERYTHING,
    Accepted,
    Beat,
    Began,
    Count,
    Ended,
    Fact,
    Gone,
    Held,
    Hinted,
    Interrupted,
    Known,
    Left,
    Line,
    Listed,
    Opened,
    Read,
    Reading,
    Refused,
    Told,
    Whole,
)
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Entry, Framed

_USER = re.compile(r"/api/realtime/user/[^/?]+$")
_ROOM = re.compile(r"/api/realtime/chats/(?P<room>[^/?]+)$")
_CATCH_UP = re.compile(r"/api/realtime/catchup\?")
_ROOMS = re.compile(r"/api/chats/rooms$")
_ROOM_ITSELF = re.compile(r"/api/chats/rooms/(?P<room>[^/?]+)$")
_MESSAGES = re.compile(r"/api/chats/rooms/(?P<room>[^/?]+)/messages(\?.*)?$")
_READ = re.compile(r"/api/chats/rooms/(?P<room>[^/?]+)/read$")
_GONE = 410
_MOST_LISTED = 50
"""A catch-up names no more messages than these, the oldest."""
_MOST_ROOMS = 20


class _Stream(Struct):
    """A stream that is open."""

    number: int
    channel: str
    whole: int | None = None
    """The entry since which everything is told on it."""


class SafeSpotReader:
    """Reads a trace from its beginning."""

    def __init__(self) -> None:
        self._exchanges = Exchanges()
        self._streams: dict[int, _Stream] = {}
        self._me = ""
        self._has_begun = False
        """Whether it was said from where on the user's stream tells everything."""

    def facts(self, entry: Entry) -> Iterator[Fact]:
        """What the next entry says."""
        exchange = self._exchanges.take(entry)
        match entry:
            case Asked():
                yield from self._asked(entry)
            case Answered(of=of) | Broke(of=of) if of in self._streams:
                stream = self._streams.pop(of)
                self._has_begun = self._has_begun and stream.channel != EVERYTHING
                yield Ended(of)
                yield Interrupted(stream.channel)
            case Framed(of=of) if of in self._streams:
                yield from self._frame(entry, self._streams[of])
            case Answered() if exchange is not None:
                yield from self._answer(exchange)
            case _:
                pass

    def _asked(self, asked: Asked) -> Iterator[Fact]:
        me = header(asked, "x-anonymous-id").lower()
        if me not in ("", self._me):
            self._me = me
            yield Known(me)
        if asked.method == "GET" and _USER.search(asked.path):
            self._streams[asked.number] = _Stream(asked.number, EVERYTHING)
            yield Opened(asked.number, asked.at, EVERYTHING, "")
        elif asked.method == "GET" and (found := _ROOM.search(asked.path)):
            room = found["room"].lower()
            self._streams[asked.number] = _Stream(asked.number, room)
            yield Opened(asked.number, asked.at, room, "")
        elif asked.method == "POST" and (found := _READ.search(asked.path)):
            yield Reading(asked.number, found["room"].lower())

    # ---------------------------------------------------------------------------- frames

    def _frame(self, framed: Framed, stream: _Stream) -> Iterator[Fact]:
        is_event = bool(framed.data)
        match said(ServerSentEvent(framed.event, framed.data) if is_event else Comment()):
            case Alive():
                yield Beat(stream.number, stream.channel)
            case Connected():
                stream.whole = framed.number
                yield Whole(framed.number, stream.number, stream.channel)
            case MessageTold() as told:
                line = _line(told.row)
                if line is not None:
                    yield Told(framed.number, stream.number, stream.channel, framed.event, line)
            case HintTold(message_id=name):
                yield Hinted(name)
            case DeletionTold(message_id=name):
                yield Gone(name)
            case OwnReadTold(conversation_id=room):
                yield Read(framed.number, room)
            case OwnLeaveTold(conversation_id=room):
                yield Left(room)
            case _:
                pass

    # ---------------------------------------------------------------------------- answers

    def _answer(self, exchange: Exchange) -> Iterator[Fact]:
        method, path = exchange.asked.method, exchange.asked.path
        if method == "GET" and (found := _MESSAGES.search(path)):
            yield from _history(exchange, found["room"].lower())
        elif not exchange.is_granted:
            return
        elif method == "GET" and _ROOMS.search(path):
            yield from self._rooms(exchange)
        elif method == "GET" and _CATCH_UP.search(path):
            yield from _caught_up(exchange)
        elif method == "POST" and (found := _MESSAGES.search(path)):
            yield from self._sent(exchange, found["room"].lower())
        elif method == "POST" and (found := _READ.search(path)):
            yield Read(exchange.entry, found["room"].lower(), asked=exchange.asked.number)
        elif method == "DELETE" and (found := _ROOM_ITSELF.search(path)):
            yield Left(found["room"].lower())

    def _rooms(self, exchange: Exchange) -> Iterator[Fact]:
        rows = exchange.answer(list[RoomRow])
        if rows is None:
            return
        heads = {row.id.lower(): _moment(row.last_message_at or row.created_at) for row in rows}
        for row in rows:
            id_ = row.id.lower()
            yield Count(exchange.entry, exchange.asked.number, id_, row.unread_count, heads[id_])
        if not self._has_begun and self._is_whole(EVERYTHING, exchange.asked.number):
            self._has_begun = True
            yield Began(heads, 0 if len(rows) < _MOST_ROOMS else None)

    def _sent(self, exchange: Exchange, room: str) -> Iterator[Fact]:
        row = exchange.answer(MessageRow)
        line = None if row is None else _line(row)
        # The user's stream tells nothing of what the user writes; that of the conversation does.
        if line is not None and self._is_whole(room, exchange.asked.number):
            yield Accepted(exchange.entry, line, room)

    def _is_whole(self, channel: str, at: int) -> bool:
        """Whether everything is told on an open stream of this channel since before that entry."""
        return any(
            stream.channel == channel and stream.whole is not None and stream.whole < at
            for stream in self._streams.values()
        )


def _history(exchange: Exchange, room: str) -> Iterator[Fact]:
    since = query(exchange.asked).get("since", "").lower()
    if exchange.answered.status == _GONE and since:
        yield Refused(exchange.entry, exchange.answered.at, since, "REF_GONE")
    rows = exchange.answer(list[MessageRow]) if exchange.is_granted else None
    if rows is not None:
        lines = tuple(line for row in rows if (line := _line(row)) is not None)
        yield Held(exchange.entry, exchange.asked.number, room, lines, is_whole=not since)


def _caught_up(exchange: Exchange) -> Iterator[Fact]:
    rows = exchange.answer(list[MissedRow])
    since = query(exchange.asked).get("since", "")
    if rows is None or not since.isdigit():
        return
    lines = tuple(line for row in rows if (line := _listed(row)) is not None)
    yield Listed(exchange.entry, exchange.asked.number, int(since), _MOST_LISTED, lines)


def _listed(row: MissedRow) -> Line | None:
    told = missed(row)
    if not isinstance(told, HintTold) or told.at is None:
        return None
    return Line(told.message_id, told.conversation_id, milliseconds(told.at), None)


def _line(row: MessageRow) -> Line | None:
    try:
        order = milliseconds(timestamp(row.created_at))
    except NotUnderstood:
        return None
    return Line(
        row.id.lower(),
        row.conversation_id.lower(),
        order,
        row.sender_id,
        is_unread=not row.is_read,
    )


def _moment(told: str | None) -> int:
    try:
        return milliseconds(timestamp(told))
    except NotUnderstood:
        return 0
