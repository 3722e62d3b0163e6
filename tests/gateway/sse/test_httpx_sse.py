"""Where the decoder of httpx-sse departs from the standard, and so why ours decides.

If one of these fails after an update of httpx-sse, it has been mended there: strike the row.
"""

from collections.abc import AsyncIterator

import httpx
import pytest
from httpx_sse import EventSource

from safespot_tui.gateway.sse.decoder import EventStreamDecoder, IdMoved, ServerSentEvent

Told = tuple[str, str, str]
"""Name, data and last event id of an event, as an application would see them."""


def message(data: str, last_event_id: str = "") -> Told:
    return "message", data, last_event_id


TABLE: dict[str, tuple[bytes, str, list[Told], list[Told]]] = {
    # departure: (bytes, content type, what the standard says, what httpx-sse says)
    "the byte order mark becomes part of the field name": (
        b"\xef\xbb\xbfdata: x\n\ndata: y\n\n",
        "text/event-stream",
        [message("x"), message("y")],
        [message("y")],
    ),
    "the charset of the response is believed": (
        "data: ñ\n\n".encode(),
        "text/event-stream; charset=latin-1",
        [message("ñ")],
        [message("Ã±")],
    ),
    "an event without data is dispatched": (
        b"event: e\n\ndata: x\n\n",
        "text/event-stream",
        [message("x")],
        [("e", "", ""), message("x")],
    ),
    "an id alone is dispatched, and again with every empty line": (
        b"id: 7\n\n\n\n",
        "text/event-stream",
        [],
        [message("", "7")] * 3,
    ),
    "retry alone is dispatched": (
        b"retry: 5\n\ndata: x\n\n",
        "text/event-stream",
        [message("x")],
        [message(""), message("x")],
    ),
}


def by_ours(raw: bytes) -> list[Told]:
    decoder, told, last_event_id = EventStreamDecoder(), list[Told](), ""
    for block in decoder.feed(raw):
        match block:
            case IdMoved(id=moved):
                last_event_id = moved
            case ServerSentEvent(event=event, data=data, id=own):
                last_event_id = last_event_id if own is None else own
                told.append((event, data, last_event_id))
            case _:
                pass
    return told


def by_httpx_sse(raw: bytes, content_type: str) -> list[Told]:
    response = httpx.Response(200, headers={"content-type": content_type}, content=raw)
    return [(event.event, event.data, event.id) for event in EventSource(response).iter_sse()]


@pytest.mark.parametrize(("raw", "content_type", "standard", "theirs"), TABLE.values(), ids=TABLE)
def test_departure(raw: bytes, content_type: str, standard: list[Told], theirs: list[Told]):
    assert by_ours(raw) == standard
    assert by_httpx_sse(raw, content_type) == theirs


@pytest.mark.parametrize("value", ["+3", " 3", "3 ", "1_0", "٣"])
def test_departure_retry_is_more_than_digits(value: str):
    raw = f"retry: {value}\ndata: x\n\n".encode()
    decoder = EventStreamDecoder()
    decoder.feed(raw)
    (theirs,) = EventSource(
        httpx.Response(200, headers={"content-type": "text/event-stream"}, content=raw)
    ).iter_sse()
    assert decoder.retry_milliseconds is None
    assert theirs.retry == int(value)


async def test_departure_a_cr_is_held_until_the_next_byte():
    pieces = [b"data: x\r\r", b"data: y\r\r"]
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            read.append(piece)
            yield piece

    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body())
    first = await anext(EventSource(response).aiter_sse())
    assert (first.data, len(read)) == ("x", 2)
    assert EventStreamDecoder().feed(pieces[0]) == [ServerSentEvent(event="message", data="x")]


def test_departure_a_line_may_grow_for_ever():
    raw = b"data: " + b"x" * (5 * 1024 * 1024) + b"\n\n"
    (theirs,) = by_httpx_sse(raw, "text/event-stream")
    assert len(theirs[1]) == 5 * 1024 * 1024
    with pytest.raises(ValueError, match="bytes"):
        EventStreamDecoder().feed(raw)
