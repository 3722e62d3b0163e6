"""The event-stream grammar of the WHATWG HTML standard, bytes in, blocks out, without I/O.

httpx-sse opens the stream (see `connection`); what its decoder does otherwise than the standard is
listed, case by case, in `tests/gateway/sse/test_httpx_sse.py`.
"""

import re

from msgspec import Struct

MAX_LINE_BYTES = 4 * 1024 * 1024
MAX_EVENT_BYTES = 8 * 1024 * 1024
"""All lines of data as they came: a million empty ones are as much work as one that is long."""
MAX_RETRY_MILLISECONDS = 24 * 60 * 60 * 1000

_LINE_END = re.compile(rb"\r\n?|\n")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ServerSentEvent(Struct, frozen=True):
    """A dispatched event.

    The standard lets an event without an id carry the last one there was. Here `id` is None then,
    because an ephemeral event must not pass for the durable one before it.
    """

    event: str
    data: str
    id: str | None = None


class IdMoved(Struct, frozen=True):
    """A block without data that moved the last event id: a cursor advances with nothing to tell."""

    id: str


class Comment(Struct, frozen=True):
    """A sign of life."""


Block = ServerSentEvent | IdMoved | Comment


class StreamTooLarge(ValueError):
    """A line or an event is longer than anybody may keep in memory."""


class EventStreamDecoder:
    r"""Decodes one response body, fed in pieces of any size.

    An event is given as soon as its empty line ends. A CR ends a line at once; an LF right after
    it, in the same piece or the next, belongs to it.

    ::

                        CR
        in a line ───────────────▶ after CR
           ▲ ▲ │ LF                  │  │
           │ └─┘    LF: swallowed    │  │ any other byte: first of the next line
           └─────────────────────────┴──┘

    Whatever is unfinished when the stream ends is dropped: there is nothing to call then.
    """

    def __init__(
        self, *, max_line_bytes: int = MAX_LINE_BYTES, max_event_bytes: int = MAX_EVENT_BYTES
    ) -> None:
        self.last_event_id = ""
        """As of the last block that ended; what to resume from."""
        self.retry_milliseconds: int | None = None
        """How long the server last asked to wait before reconnecting."""
        self._max_line_bytes = max_line_bytes
        self._max_event_bytes = max_event_bytes
        self._line = bytearray()
        self._after_cr = False
        self._at_start = True
        self._event = ""
        self._data = bytearray()
        self._event_bytes = 0
        self._id: str | None = None

    def feed(self, chunk: bytes) -> list[Block]:
        """The blocks that end in `chunk`.

        Raises `StreamTooLarge`; the decoder is of no use after that.
        """
        blocks: list[Block] = []
        start = 0
        if chunk and self._after_cr:
            start = 1 if chunk.startswith(b"\n") else 0
            self._after_cr = False
        for end in _LINE_END.finditer(chunk, start):
            self._extend(chunk[start : end.start()])
            start = end.end()
            if (block := self._end_line()) is not None:
                blocks.append(block)
        self._extend(chunk[start:])
        if start == len(chunk) and chunk.endswith(b"\r"):
            self._after_cr = True
        return blocks

    def _extend(self, piece: bytes) -> None:
        if len(self._line) + len(piece) > self._max_line_bytes:
            self._line.clear()
            raise StreamTooLarge(f"a line of more than {self._max_line_bytes} bytes")
        self._line += piece

    def _end_line(self) -> Block | None:
        raw = bytes(self._line)
        self._line.clear()
        if self._at_start:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
            self._at_start = False
        if not raw:
            return self._dispatch()
        if raw.startswith(b":"):
            return Comment()
        self._take_field(raw)
        return None

    def _take_field(self, raw: bytes) -> None:
        name, _, value = raw.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._add_data(value, len(raw))
            case b"event":
                self._event = _text(value)
            case b"id" if b"\0" not in value:
                self._id = _text(value)
            case b"retry" if value.isdigit():
                self.retry_milliseconds = _bounded(value)
            case _:
                pass  # the standard ignores every other field

    def _add_data(self, value: bytes, line_bytes: int) -> None:
        self._event_bytes += line_bytes
        if self._event_bytes > self._max_event_bytes:
            self._data.clear()
            raise StreamTooLarge(f"an event of more than {self._max_event_bytes} bytes")
        self._data += value
        self._data += b"\n"

    def _dispatch(self) -> Block | None:
        event, data, new_id = self._event or "message", self._data, self._id
        self._event, self._data, self._id, self._event_bytes = "", bytearray(), None, 0
        if new_id is not None:
            self.last_event_id = new_id
        if data:
            return ServerSentEvent(event=event, data=_text(data[:-1]), id=new_id)
        return None if new_id is None else IdMoved(new_id)


def _text(raw: bytes | bytearray) -> str:
    """Always UTF-8, whatever charset the response names."""
    return raw.decode(errors="replace")


def _bounded(digits: bytes) -> int:
    """`digits` as a number; any number of them may have been sent."""
    significant = digits.lstrip(b"0")
    if len(significant) > len(str(MAX_RETRY_MILLISECONDS)):
        return MAX_RETRY_MILLISECONDS
    return min(int(significant or b"0"), MAX_RETRY_MILLISECONDS)
