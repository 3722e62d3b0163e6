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

    answers: Answer | None = None
    streams: Answer | None = None


END = b"0\r\n\r\n"


def everywhere(name: str) -> Storm:
    """One answer to whatever is asked."""
    return Storm(REST[name], REST[name])


ANYWHERE = {
    "the stream ends at once": Storm(streams=says(response(content_type="text/event-stream"))),
    "the stream is never there": Storm(streams=says(response(status="204 No Content"))),
    "data that is no JSON": Storm(streams=STREAMS["data that is no JSON"]),
    "an endless line": Storm(streams=STREAMS["an endless line"]),
    "busy for ever": everywhere("busy for ever"),
    "busy since before": everywhere("busy since before"),
    "all is refused": everywhere("a refusal with orders"),
    "all is nonsense": Storm(
        REST["wrong types"], says(response(b"<html>", content_type="text/html"))
    ),
    "all moved": everywhere("moved in a circle"),
    "nothing at all": everywhere("nothing"),
}
"""Storms of every contract."""


def stormy(items: bytes) -> Storm:
    """The stream is live, says something, and ends."""
    return Storm(streams=says(STREAM_HEAD + chunk(items) + END))


FOREIGN = event(
    "message-created",
    {"id": "m-x", "conversation_id": "c-nobody-knows",
     "partial": message("from nowhere", "c-nobody-knows", 4)},
    "e.2",
)  # fmt: skip
RESET = event("reset", {"partial": {"reason": "\x1b[2J because"}})

GLOBAL_CHAT = ANYWHERE | {
    "the stream ends once it is live": stormy(SYNC),
    "a reset at once": stormy(RESET),
    "a reset once it is live": stormy(SYNC + RESET),
    "a cursor from the future": Storm(streams=STREAMS["a cursor from the future"]),
    "a message of a foreign conversation": stormy(SYNC + FOREIGN),
    "live, then no JSON": stormy(SYNC + b"data: {\n\n"),
}

HINTS = b"".join(
    safespot_town.event("new-message", {"partial": safespot_town.message("x", number, where)})
    for number, where in enumerate([ROOM, safespot_town.NOWHERE] * 100)
)
LIVE = says(safespot_town.LIVE)

SAFESPOT = ANYWHERE | {
    "the stream ends once it is live": Storm(streams=says(safespot_town.LIVE + END)),
    "messages of nowhere, then the end": Storm(
        streams=says(safespot_town.LIVE + chunk(HINTS) + END)
    ),
    "messages of nowhere, and no end": Storm(
        streams=endless(safespot_town.LIVE, chunk(HINTS), 0.01)
    ),
    "live, then an endless line": Storm(streams=safespot_streams.STREAMS["an endless line"]),
    "live, and all is refused": Storm(REST["a refusal with orders"], LIVE),
    "live, and all is nonsense": Storm(REST["wrong types"], LIVE),
    "live, and nothing is answered": Storm(REST["nothing"], LIVE),
    "live, and busy since before": Storm(REST["busy since before"], LIVE),
}

STORMS = {Dialect.GLOBAL_CHAT: GLOBAL_CHAT, Dialect.SAFESPOT: SAFESPOT}
