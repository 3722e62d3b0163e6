"""What a server does that turned evil, for as long as anybody listens."""

from dataclasses import dataclass

from safespot_tui.gateway.dialect import Dialect
from tests.hostile import safespot_streams, safespot_town
from tests.hostile.answers import REST, STREAM_HEAD, STREAMS, SYNC, chunk, event
from tests.hostile.malicious_server import Answer, endless, response, says
from tests.hostile.town import message
from tests.hostile.visitor import ROOM


@dataclass(frozen=True)
class Storm:
    """What comes instead of answers, and instead of streams; None: what should."""

    says: str
    """What the user then reads matches this; empty where it is passed over, as the rest is good."""
    answers: Answer | None = None
    streams: Answer | None = None


END = b"0\r\n\r\n"
CLOSED, BROKEN = "closed the connection", "connection to the server broke"
NOT_UNDERSTOOD, TOO_LARGE, BUSY = "not understood", "too large to be true", "is busy"


def everywhere(says: str, name: str) -> Storm:
    """One answer to whatever is asked."""
    return Storm(says, REST[name], REST[name])


ANYWHERE = {
    "the stream ends at once": Storm(
        CLOSED, streams=says(response(content_type="text/event-stream"))
    ),
    "the stream is never there": Storm(CLOSED, streams=says(response(status="204 No Content"))),
    "an endless line": Storm(TOO_LARGE, streams=STREAMS["an endless line"]),
    "busy for ever": everywhere(BUSY, "busy for ever"),
    "busy since before": everywhere(BUSY, "busy since before"),
    "all is refused": everywhere("52;c;", "a refusal with orders"),
    "all is nonsense": Storm(
        NOT_UNDERSTOOD, REST["wrong types"], says(response(b"<html>", content_type="text/html"))
    ),
    "all moved": everywhere("has moved to", "moved in a circle"),
    "nothing at all": everywhere(BROKEN, "nothing"),
    "ten million lines": everywhere(TOO_LARGE, "ten million lines"),
    "compression bombs": everywhere("compressed, unasked", "a gzip bomb"),
    "a slow drip": everywhere("did not answer in time", "a slow drip"),
    "the wrong content type": everywhere(NOT_UNDERSTOOD, "the wrong content type"),
}
"""Storms of every contract."""


def stormy(says_: str, items: bytes) -> Storm:
    """The stream is live, says something, and ends."""
    return Storm(says_, streams=says(STREAM_HEAD + chunk(items) + END))


FOREIGN = event(
    "message-created",
    {"id": "m-x", "conversation_id": "c-nobody-knows",
     "partial": message("from nowhere", "c-nobody-knows", 4)},
    "e.2",
)  # fmt: skip
RESET = event("reset", {"partial": {"reason": "\x1b[2J because"}})

GLOBAL_CHAT = ANYWHERE | {
    "data that is no JSON": Storm(NOT_UNDERSTOOD, streams=STREAMS["data that is no JSON"]),
    "fields are missing": Storm(
        NOT_UNDERSTOOD, REST["an empty object"], STREAMS["a message without anything"]
    ),
    "the stream ends once it is live": stormy(CLOSED, SYNC),
    "a reset at once": stormy("fetched again", RESET),
    "a reset once it is live": stormy("fetched again", SYNC + RESET),
    "a cursor from the future": Storm(
        "lost on the way", streams=STREAMS["a cursor from the future"]
    ),
    "a message of a foreign conversation": stormy(CLOSED, SYNC + FOREIGN),
    "live, then no JSON": stormy(NOT_UNDERSTOOD, SYNC + b"data: {\n\n"),
    "live, and all is nonsense": Storm(
        NOT_UNDERSTOOD, REST["wrong types"], says(STREAM_HEAD + chunk(SYNC))
    ),
}

HINTS = b"".join(
    safespot_town.event("new-message", {"partial": safespot_town.message("x", number, where)})
    for number, where in enumerate([ROOM, safespot_town.NOWHERE] * 100)
)
LIVE = says(safespot_town.LIVE)
FUTURE = safespot_town.event(
    "new-message",
    {"partial": safespot_town.message("from the future", 9)
     | {"created_at": "8999-12-31T23:59:59.999Z"}},
)  # fmt: skip

SAFESPOT = ANYWHERE | {
    # Of a list eight times as much is taken.
    "ten million lines": everywhere(f"{TOO_LARGE}|did not answer in time", "ten million lines"),
    "data that is no JSON": Storm("", streams=safespot_streams.STREAMS["data that is no JSON"]),
    "fields are missing": Storm(
        NOT_UNDERSTOOD,
        REST["an empty object"],
        safespot_streams.STREAMS["a message without anything"],
    ),
    "the stream ends once it is live": Storm(CLOSED, streams=says(safespot_town.LIVE + END)),
    "messages of nowhere, then the end": Storm(
        CLOSED, streams=says(safespot_town.LIVE + chunk(HINTS) + END)
    ),
    "messages of nowhere, and no end": Storm(
        "", streams=endless(safespot_town.LIVE, chunk(HINTS), 0.01)
    ),
    "live, then an endless line": Storm(
        TOO_LARGE, streams=safespot_streams.STREAMS["an endless line"]
    ),
    "live, and all is refused": Storm("does not take", REST["a refusal with orders"], LIVE),
    "live, and all is nonsense": Storm(NOT_UNDERSTOOD, REST["wrong types"], LIVE),
    "live, and nothing is answered": Storm(BROKEN, REST["nothing"], LIVE),
    "live, and busy since before": Storm(BUSY, REST["busy since before"], LIVE),
    "a message from the future": Storm(
        CLOSED, streams=says(safespot_town.LIVE + chunk(FUTURE) + END)
    ),
}

STORMS = {Dialect.GLOBAL_CHAT: GLOBAL_CHAT, Dialect.SAFESPOT: SAFESPOT}
