"""The event-stream grammar, rule by rule, over every way of cutting the bytes."""

import itertools
import tracemalloc
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.gateway.sse.decoder import (
    MAX_RETRY_MILLISECONDS,
    Block,
    Comment,
    EventStreamDecoder,
    IdMoved,
    ServerSentEvent,
    StreamTooLarge,
)


def message(data: str, event_id: str | None = None, event: str = "message") -> ServerSentEvent:
    return ServerSentEvent(event=event, data=data, id=event_id)


VECTORS: dict[str, tuple[bytes, list[Block]]] = {
    "a message": (b"data: x\n\n", [message("x")]),
    "all fields": (b"id: 7\nevent: e\ndata: x\n\n", [message("x", "7", "e")]),
    "lines of data are joined": (b"data: a\ndata: b\n\n", [message("a\nb")]),
    "only one space is dropped": (b"data:  x\n\n", [message(" x")]),
    "a tab is kept": (b"data:\tx\n\n", [message("\tx")]),
    "without a space": (b"data:x\n\n", [message("x")]),
    "a colon in the value": (b"data: a:b: c\n\n", [message("a:b: c")]),
    "trailing space is kept": (b"data: x \n\n", [message("x ")]),
    "data without a colon is an empty line": (b"data\n\n", [message("")]),
    "two empty lines of data": (b"data\ndata\n\n", [message("\n")]),
    "a last empty line of data": (b"data: x\ndata:\n\n", [message("x\n")]),
    "CR": (b"data: a\rdata: b\r\r", [message("a\nb")]),
    "CRLF": (b"data: a\r\ndata: b\r\n\r\n", [message("a\nb")]),
    "mixed ends": (b"data: a\r\ndata: b\rdata: c\n\r\n", [message("a\nb\nc")]),
    "LF CR is two ends": (b"data: a\n\rdata: b\n\n", [message("a"), message("b")]),
    "CR CR LF is two ends": (b"data: a\r\r\ndata: b\n\n", [message("a"), message("b")]),
    "CRLF CR LF": (b"data: a\r\n\r\ndata: b\r\n\r\n", [message("a"), message("b")]),
    "nothing but ends": (b"\n\r\n\r\r\n\n", []),
    "a byte order mark": (b"\xef\xbb\xbfdata: x\n\n", [message("x")]),
    "a second byte order mark": (b"\xef\xbb\xbf\xef\xbb\xbfdata: x\n\n", []),
    "a byte order mark further on": (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [message("a")]),
    "a byte order mark and an empty line": (b"\xef\xbb\xbf\ndata: x\n\n", [message("x")]),
    "half a byte order mark": (b"\xef\xbbdata: x\n\ndata: y\n\n", [message("y")]),
    "no data, no event": (b"event: e\n\ndata: x\n\n", [message("x")]),
    "an id alone": (b"id: 7\n\ndata: x\n\n", [IdMoved("7"), message("x")]),
    "an id is not the next event's": (
        b"id: 7\ndata: a\n\ndata: b\n\n",
        [message("a", "7"), message("b")],
    ),
    "an empty id": (b"id\ndata: x\n\n", [message("x", "")]),
    "an id with NUL": (b"id: 7\nid: 8\x009\ndata: x\n\n", [message("x", "7")]),
    "only an id with NUL": (b"id: \x00\n\n", []),
    "the last id of a block": (b"id: 1\nid: 2\ndata: x\n\n", [message("x", "2")]),
    "the last name of a block": (b"event: a\nevent: b\ndata: x\n\n", [message("x", event="b")]),
    "an empty name": (b"event: a\nevent\ndata: x\n\n", [message("x")]),
    "a name is forgotten": (
        b"event: a\ndata: x\n\ndata: y\n\n",
        [message("x", event="a"), message("y")],
    ),
    "a comment": (b":\n: hello\ndata: x\n\n", [Comment(), Comment(), message("x")]),
    "a comment within a block": (b"data: a\n:\ndata: b\n\n", [Comment(), message("a\nb")]),
    "unknown fields": (b"Data: a\n data: b\nda ta: c\nfoo\ndata: x\n\n", [message("x")]),
    "a field name with a space": (b"data : x\n\n", []),
    "an unfinished block": (b"data: a\n\ndata: b\n", [message("a")]),
    "an unfinished line": (b"data: a\n\ndata: b", [message("a")]),
    "an unfinished id": (b"id: 7\n", []),
    "NUL in data": (b"data: \x00\n\n", [message("\x00")]),
    "other line ends of Unicode": (
        "data: a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\n\n".encode(),
        [message("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg")],
    ),
    "UTF-8": ("data: ñ€😀\n\n".encode(), [message("ñ€😀")]),
    "what is not UTF-8": (
        b"data: \xff\xc3\ndata: \xe2\x82x\n\n",
        [message("\ufffd\ufffd\n\ufffdx")],
    ),
    "an encoded surrogate": (b"data: \xed\xa0\x80\n\n", [message("\ufffd\ufffd\ufffd")]),
}


def feed_all(pieces: list[bytes]) -> tuple[list[Block], EventStreamDecoder]:
    decoder = EventStreamDecoder()
    return [block for piece in pieces for block in decoder.feed(piece)], decoder


@pytest.mark.parametrize(("raw", "expected"), VECTORS.values(), ids=VECTORS)
def test_the_grammar_holds_for_every_cut_in_three(raw: bytes, expected: list[Block]):
    whole, reference = feed_all([raw])
    assert whole == expected
    for first, second in itertools.combinations_with_replacement(range(len(raw) + 1), 2):
        blocks, decoder = feed_all([raw[:first], raw[first:second], raw[second:]])
        assert blocks == expected
        assert decoder.last_event_id == reference.last_event_id


@pytest.mark.parametrize(("raw", "expected"), VECTORS.values(), ids=VECTORS)
def test_the_grammar_holds_byte_by_byte_with_empty_pieces(raw: bytes, expected: list[Block]):
    pieces = [piece for byte in raw for piece in (bytes([byte]), b"")]
    assert feed_all(pieces)[0] == expected


def test_an_event_is_given_at_its_cr_and_the_lf_that_follows_is_swallowed():
    decoder = EventStreamDecoder()
    assert decoder.feed(b"data: x\r\n\r") == [message("x")]
    assert decoder.feed(b"") == []
    assert decoder.feed(b"\ndata: y\r") == []
    assert decoder.feed(b"\r") == [message("y")]
    assert decoder.feed(b"\n\n") == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"id: 1\n\n", "1"),
        (b"id: 1\ndata: x\n\ndata: y\n\n", "1"),
        (b"id: 1\n\nid: 2\n", "1"),
        (b"id: 1\n\nid\n\n", ""),
        (b"id: 1\n\nid: 2\x00\n\n", "1"),
    ],
)
def test_the_last_event_id_is_that_of_the_last_block_that_ended(raw: bytes, expected: str):
    assert feed_all([raw])[1].last_event_id == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"0", 0),
        (b"3000", 3000),
        (b"007", 7),
        (b"", None),
        (b"+3", None),
        (b"-3", None),
        (b"3.5", None),
        (b" 3", None),
        (b"3 ", None),
        (b"1_000", None),
        ("٣".encode(), None),
        ("²".encode(), None),
        (b"9" * 5000, MAX_RETRY_MILLISECONDS),
        (b"0" * 5000 + b"9", 9),
    ],
)
def test_retry_is_ascii_digits(value: bytes, expected: int | None):
    assert feed_all([b"retry: " + value + b"\n"])[1].retry_milliseconds == expected


def feed_each(decoder: EventStreamDecoder, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        decoder.feed(piece)


LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))
NAME = LINE.filter(bool)
EVENT = st.builds(
    lambda event, lines, event_id: message("\n".join(lines), event_id, event),
    NAME,
    st.lists(LINE, min_size=1),
    st.none() | LINE.filter(lambda text: "\0" not in text),
)


def encode(block: Block, end: str) -> str:
    match block:
        case ServerSentEvent(event=event, data=data, id=id):
            named = [] if id is None else [f"id: {id}"]
            lines = [*named, f"event: {event}", *(f"data: {line}" for line in data.split("\n"))]
            return end.join([*lines, "", ""])
        case IdMoved(id=id):
            return f"id: {id}{end}{end}"
        case Comment():
            return f": still here{end}"


@given(
    blocks=st.lists(EVENT | st.just(Comment()) | st.just(IdMoved("7"))),
    end=st.sampled_from(["\n", "\r", "\r\n"]),
    mark=st.booleans(),
    data=st.data(),
)
def test_what_is_encoded_is_decoded(blocks: list[Block], end: str, mark: bool, data: st.DataObject):
    raw = (b"\xef\xbb\xbf" * mark) + "".join(encode(block, end) for block in blocks).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pieces = [raw[a:b] for a, b in itertools.pairwise([0, *cuts, len(raw)])]
    assert feed_all(pieces)[0] == blocks


@given(
    st.lists(st.sampled_from([b"data", b"id", b":", b" ", b"\r", b"\n", b"\xc3", b"\xa9", b"x"]))
)
def test_no_cut_changes_what_any_bytes_mean(tokens: list[bytes]):
    assert feed_all(tokens)[0] == feed_all([b"".join(tokens)])[0]


@pytest.mark.parametrize(
    "pieces", [[b"x" * 11], [b"x" * 6, b"x" * 5], [b"x\n", b":" + b"x" * 10 + b"\n"]]
)
def test_a_line_without_end_is_given_up(pieces: list[bytes]):
    decoder = EventStreamDecoder(max_line_bytes=10)
    with pytest.raises(StreamTooLarge):
        feed_each(decoder, pieces)


def test_a_line_may_be_as_long_as_the_bound():
    assert EventStreamDecoder(max_line_bytes=10).feed(b"data: 5678\n\n") == [message("5678")]


def test_an_event_without_end_is_given_up():
    decoder = EventStreamDecoder(max_event_bytes=20)
    assert decoder.feed(b"data: 1234\ndata: 6789\n\n") == [message("1234\n6789")]
    decoder.feed(b"data: 1234\ndata: 6789\n")
    with pytest.raises(StreamTooLarge):
        decoder.feed(b"data\n")


@pytest.mark.parametrize("piece", [b"x" * 4096, b"data\n" * 800, b"data: \xc3\xa9\n" * 400])
def test_memory_is_bounded_whatever_is_sent(piece: bytes):
    bound = 256 * 1024
    decoder = EventStreamDecoder(max_line_bytes=bound, max_event_bytes=bound)
    tracemalloc.start()
    try:
        with pytest.raises(StreamTooLarge):
            feed_each(decoder, itertools.repeat(piece, 10_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * bound


def test_comments_and_unknown_fields_leave_nothing_behind():
    decoder = EventStreamDecoder(max_line_bytes=1024, max_event_bytes=1024)
    tracemalloc.start()
    try:
        for _ in range(2_000):
            decoder.feed(b": " + b"x" * 1000 + b"\nunknown: " + b"x" * 1000 + b"\n")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 16 * 1024
