"""Answers that no honest server gives, in tables: a name, and what comes over the wire."""

import gzip
import json
import zlib
from collections.abc import Callable

from tests.hostile.malicious_server import Answer, endless, hang_up, response, says
from tests.hostile.town import snapshot

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
MEGABYTE = b"100000\r\n" + b"\n" * 0x100000 + b"\r\n"


def body(told: object) -> Answer:
    return says(response(json.dumps(told).encode()))


def compressed(name: str, pack: Callable[[bytes], bytes]) -> Answer:
    bomb = pack(b" " * 50_000_000)
    return says(response(bomb, headers=f"content-encoding: {name}\r\n".encode()))


def mutilated(**changes: object) -> Answer:
    """A snapshot with something in it that cannot be."""
    told = snapshot("x")
    for where, value in changes.items():
        *path, last = where.split("__")
        place = told
        for step in path:
            place = place[step.replace("_", "-")] if step.startswith(("c_", "m_")) else place[step]
        place[last] = value
    return body(told)


REST: dict[str, Answer] = {
    "nothing": hang_up,
    "not HTTP": says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "a status that is none": says(b"HTTP/1.1 999999 ?\r\n\r\n"),
    "an empty answer": says(response()),
    "not JSON": says(response(b"<html>hello</html>")),
    "HTML called HTML": says(response(b"<html>", content_type="text/html")),
    "the wrong content type": says(response(b"{}", content_type="text/plain")),
    "no content type": says(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
    "null": says(response(b"null")),
    "a number": says(response(b"1e400")),
    "a list": says(response(b"[[]]")),
    "an empty object": says(response(b"{}")),
    "not UTF-8": says(response(b'{"me": "\xff\xfe"}')),
    "UTF-16": says(response(json.dumps({"me": "a"}).encode("utf-16"))),
    "a byte order mark": says(response(b"\xef\xbb\xbf{}")),
    "NaN and infinities": says(response(b'{"me": NaN, "cursor": Infinity, "ids": -Infinity}')),
    "duplicate keys": says(response(b'{"me": "a", "me": ["b"], "me": null}')),
    "a hundred thousand levels": says(response(b'{"data":' + b"[" * 100_000)),
    "levels of objects": says(response(b'{"a":' * 100_000)),
    "a number of ten thousand digits": says(response(b'{"me":' + b"9" * 10_000 + b"}")),
    "cut off": says(HEAD + b"content-length: 100\r\n\r\n{"),
    "more than it said": says(HEAD + b"content-length: 2\r\n\r\n{}}}}}}"),
    "two lengths": says(HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}{"),
    "a negative length": says(HEAD + b"content-length: -2\r\n\r\n{}"),
    "a length beyond everything": says(HEAD + b"content-length: 99999999999999999999\r\n\r\n{}"),
    "a chunk that is none": says(CHUNKED + b"zz\r\n"),
    "a chunk beyond everything": says(CHUNKED + b"fffffffffffffffff\r\n"),
    "ten million lines": endless(CHUNKED, MEGABYTE),
    "an endless body without length": endless(HEAD + b"\r\n", b"\n" * 0x100000),
    "endless headers": endless(HEAD, b"x-more: " + b"a" * 8000 + b"\r\n"),
    "an endless header": endless(HEAD + b"x-more: ", b"a" * 65536),
    "an endless status": endless(b"HTTP/1.1 200 ", b"a" * 65536),
    "endless interim answers": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.001),
    "a slow drip": endless(CHUNKED, b"1\r\n{\r\n", 0.05),
    "slow headers": endless(HEAD, b"x-a: b\r\n", 0.05),
    "a gzip bomb": compressed("gzip", gzip.compress),
    "a deflate bomb": compressed("deflate", zlib.compress),
    "a bomb of bombs": compressed("gzip, gzip", lambda raw: gzip.compress(gzip.compress(raw))),
    "an encoding that nobody knows": compressed("x-evil", lambda raw: raw[:10]),
    "zstd": compressed("zstd", lambda raw: b"\x28\xb5\x2f\xfd" + raw[:10]),
    "a refusal with orders": says(
        response(b'{"error": {"code": "x\\u001b[2J", "message": "\\u001b]52;c;cm0=\\u0007"}}',
                 status="400 Bad Request")
    ),
    "a refusal of the other dialect": says(
        response(b'{"error": true, "code": ["x"], "message": {"a": "\\u001b[2J"}}',
                 status="422 Unprocessable")
    ),
    "a refusal without end": endless(
        CHUNKED.replace(b"200 OK", b"400 Bad Request"), MEGABYTE
    ),
    "a refusal of a hundred thousand levels": says(
        response(b'{"error": {"details": ' + b"[" * 100_000, status="403 Forbidden")
    ),
    "half a character in a refusal": says(
        response(rb'{"error": {"code": "x", "message": "cut \ud83d"}}', status="404 Not Found")
    ),
    "a status that orders": says(b"HTTP/1.1 500 \x1b[2J\r\ncontent-length: 0\r\n\r\n"),
    "busy for ever": says(response(status="429 Busy", headers=b"retry-after: 99999999999\r\n")),
    "busy until the year 9999": says(
        response(status="503 Busy", headers=b"retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n")
    ),
    "busy since before": says(response(status="429 Busy", headers=b"retry-after: -99\r\n")),
    "busy for infinity": says(response(status="429 Busy", headers=b"retry-after: 1e999\r\n")),
    "busy for nothing that is a time": says(
        response(status="429 Busy", headers=b"retry-after: Mon, 99 Foo 99999999999 99:99:99 X\r\n")
    ),
    "moved to nowhere": says(response(status="302 Found", headers=b"location: http://[::1\r\n")),
    "moved in a circle": says(response(status="301 Moved", headers=b"location: /sync\r\n")),
    "moved to a script": says(
        response(status="302 Found", headers=b"location: javascript:alert(1)\r\n")
    ),
    "a cookie": says(response(headers=b"set-cookie: a=" + b"b" * 60_000 + b"\r\n")),
    "switching protocols": says(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: evil\r\n\r\n"),
    "wrong types": body({"me": 1, "cursor": {}, "ids": "x", "entities": [], "data": 3}),
}  # fmt: skip
"""What is answered to every request. All of it is refused as a whole, and none of it obeyed."""

UNTRUE: dict[str, Answer] = {
    "the person is a list": mutilated(entities__users={"u": []}),
    "an id with a newline": mutilated(me="u\r\nX-Evil: 1"),
    "an id with an order": mutilated(me="\x1b[2J"),
    "an id that is a path": mutilated(entities__users={"a": {"id": "", "alias": "b"}}),
    "a cursor with a newline": mutilated(cursor="e.1\r\nX-Evil: 1"),
    "a position below nothing": mutilated(
        **{"entities__conversations__c-group__head_position": -1}
    ),
    "a position beyond everything": mutilated(
        **{"entities__conversations__c-group__head_position": 2**64}
    ),
    "a year before there were years": mutilated(
        **{"entities__conversations__c-group__created_at": "0001-01-01T00:00:00Z"}
    ),
    "a date at infinity": mutilated(
        **{"entities__conversations__c-group__created_at": float("inf")}
    ),
    "a date that is a huge number": mutilated(
        **{"entities__conversations__c-group__created_at": 10**300}
    ),
    "a kind that there is not": mutilated(**{"entities__conversations__c-group__type": "evil"}),
}
"""Answers of the right shape with something in them that cannot be."""


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def event(name: str, payload: object, event_id: str | None = None) -> bytes:
    """An event of the bundled contract."""
    told = json.dumps({"event": name, "payload": payload})
    line = f"id: {event_id}\n" if event_id else ""
    return f"{line}event: {name}\ndata: {told}\n\n".encode()


SYNC = event("sync", {"partial": {"cursor": "e.1", "heartbeat_seconds": 10}})

STREAMS: dict[str, Answer] = {
    "an endless line": endless(STREAM_HEAD, chunk(b"x" * 0x100000)),
    "an endless line of data": endless(
        STREAM_HEAD + chunk(b"data: "), chunk(b"x" * 0x100000)
    ),
    "an endless event": endless(STREAM_HEAD, chunk(b"data: x\n" * 0x20000)),
    "an endless event of empty lines of data": endless(STREAM_HEAD, chunk(b"data\n" * 0x20000)),
    "data that is no JSON": says(STREAM_HEAD + chunk(b"data: <html>\n\n")),
    "a hundred thousand levels": says(
        STREAM_HEAD + chunk(b"data: " + b"[" * 100_000 + b"\n\n")
    ),
    "levels in a payload": says(
        STREAM_HEAD
        + chunk(b'data: {"event": "typing", "payload": {"partial": ' + b"[" * 100_000 + b"\n\n")
    ),
    "a cursor with an order": says(
        STREAM_HEAD
        + chunk(event("sync", {"partial": {"cursor": "\x1b[2J", "heartbeat_seconds": 1}}))
    ),
    "a cursor from the future": says(
        STREAM_HEAD + chunk(event("typing", {"id": "u", "conversation_id": "c",
                                             "partial": {"typing": True}}, "e.999999999999999"))
    ),
    "a cursor beyond every number": says(STREAM_HEAD + chunk(b"id: e." + b"9" * 400 + b"\n\n")),
    "another epoch": says(
        STREAM_HEAD + chunk(event("sync", {"partial": {"cursor": "f.1", "heartbeat_seconds": 1}}))
    ),
    "a heartbeat of NaN": says(
        STREAM_HEAD + chunk(b'data: {"event": "sync", "payload": {"partial": '
                            b'{"cursor": "e", "heartbeat_seconds": NaN}}}\n\n')
    ),
    "a message without anything": says(STREAM_HEAD + chunk(event("message-created", {}, "e.2"))),
    "a message of the wrong types": says(
        STREAM_HEAD + chunk(event("message-created", {"id": "m", "conversation_id": "c",
                                                      "partial": {"content": 1}}, "e.2"))
    ),
    "a message of the year 0": says(
        STREAM_HEAD + chunk(event("message-created", {
            "id": "m", "conversation_id": "c",
            "partial": {"sender_id": "u", "content": "x", "position": 1, "revision": 1,
                        "created_at": "0000-01-01T00:00:00Z"}}, "e.2"))
    ),
    "not an event stream": says(response(b"{}")),
    "HTML": says(response(b"<html>", content_type="text/html")),
    "a compressed stream": says(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n\r\n"
        + gzip.compress(b"data: x\n\n" * 1_000_000)
    ),
    "cut off": says(STREAM_HEAD + b"ffff\r\ndata: x"),
    "a refusal without end": endless(
        CHUNKED.replace(b"200 OK", b"403 Forbidden"), MEGABYTE
    ),
    "moved": says(response(status="307 Moved", headers=b"location: http://127.0.0.1:1/\r\n")),
}  # fmt: skip
