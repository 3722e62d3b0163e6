"""One account on the deployed server, which tells one text wherever a text can stand."""

import json
from typing import Any

from tests.hostile.answers import STREAM_HEAD, chunk
from tests.hostile.malicious_server import Answer, Request, response
from tests.hostile.visitor import ME, ROOM

WHEN = "2026-03-14T15:09:26.535Z"
OTHER = "0c1d2e3f-0000-4000-8000-00000000000b"
REPORT = "0c1d2e3f-0000-4000-8000-00000000000c"
NOWHERE = "0c1d2e3f-0000-4000-8000-0000000000ff"
"""A conversation that nobody knows."""


def room(text: str) -> dict[str, Any]:
    """The one conversation, as the list tells it."""
    return {
        "id": ROOM,
        "created_at": WHEN,
        "report_id": REPORT,
        "report_title": text,
        "report_category": text,
        "last_message_at": WHEN,
        "other_participant_id": OTHER,
        "other_participant_alias": text,
        "last_message_content": text,
        "last_message_sender_id": OTHER,
        "unread_count": 0,
    }


def message(text: str, number: int = 1, where: str = ROOM) -> dict[str, Any]:
    """A message of the other one that says `text`."""
    return {
        "id": f"0c1d2e3f-0000-4000-8000-{0x1000 + number:012x}",
        "conversation_id": where,
        "created_at": WHEN,
        "sender_id": OTHER,
        "sender_alias": text,
        "content": text,
        "caption": text,
        "reactions": {text[:100]: [OTHER]},
    }


def answer(path: str, text: str) -> bytes:
    """The body that answers a request for `path`."""
    told: Any
    match path.removeprefix("/api").strip("/").split("/"):
        case ["chats", "rooms"]:
            told = [room(text)]
        case ["chats", "rooms", _, "messages"]:
            told = [message(text, number) for number in (1, 2, 3)]
        case ["realtime", "catchup"]:
            told = []
        case ["users", "profile"]:
            told = {"data": {"anonymous_id": ME, "alias": text}}
        case _:
            told = {}
    return json.dumps(told).encode()


def event(name: str, frame: object) -> bytes:
    """An event as its streams tell it."""
    return f"event: {name}\ndata: {json.dumps(frame)}\n\n".encode()


CONNECTED = event("connected", {"type": "connected"})
LIVE = STREAM_HEAD + chunk(CONNECTED)


def live(stream: Answer) -> Answer:
    """A server that answers as it should, and streams as it likes."""

    async def served(request: Request, writer: Any) -> None:
        if request.is_stream:
            await stream(request, writer)
        else:
            writer.write(response(answer(request.path.partition("?")[0], "honest")))

    return served
