"""The short way in says what the long one would."""

import json
import uuid
from typing import Any

import pytest

from safespot_tui.server.routes import plain
from safespot_tui.server.routes.strict import StrictRoute

TAKEN = str(uuid.uuid4())
IMAGE = {"type": "image", "image_id": str(uuid.uuid4())}

BODIES: list[Any] = [
    {},
    {"forwarded": True},
    {"reply_to_id": str(uuid.uuid4())},
    {"client_message_id": TAKEN},
    IMAGE,
    {"client_message_id": "no"},
    {"content": ""},
    {"content": "\x00"},
    {"content": "\ud800"},
    {"content": 7},
    {"forwarded": "yes"},
    {"surplus": 1},
    {"type": "sighting"},
    b"[]",
    b"{",
    b"",
    b"\xff",
]
HEADERS: list[dict[str, str]] = [
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/merge-patch+json; charset=utf-8"},
    {"X-Origin-Client-Id": "a b"},
    {"Authorization": ""},
    {"Authorization": "Basic eDp4"},
    {"Authorization": "Bearer stranger"},
    {"Authorization": "Bearer a b"},
]
PATHS = ["no", str(uuid.uuid4()), str(uuid.uuid4()).upper()]


def requests(group: str) -> list[tuple[str, Any, dict[str, str]]]:
    """Conversation, body and headers."""
    return [
        *((group, body, {}) for body in BODIES),
        *((group, {}, headers) for headers in HEADERS),
        *((path, {}, {}) for path in PATHS),
        (group.upper(), {}, {}),
    ]


async def answers(person: Any, group: str) -> list[tuple[int, Any]]:
    """To each of them: the status and what is told, without what no two messages share."""
    found: list[tuple[int, Any]] = []
    for conversation_id, body, headers in requests(group):
        if isinstance(body, dict):
            said = {"client_message_id": str(uuid.uuid4()), "content": "hola"}
            body = json.dumps(said | body).encode()
        answer = await person.ask(
            "POST",
            f"/conversations/{conversation_id}/messages",
            content=body,
            headers={"Content-Type": "application/json"} | headers,
        )
        told = answer.json()
        for message in told.get("entities", {}).get("messages", {}).values():
            told = {name: message[name] for name in ("content", "forwarded", "conversation_id")}
        found.append((answer.status_code, told))
    return found


async def test_both_ways_give_the_same_answers(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    await ana.send(group, "antes", client_message_id=TAKEN)
    shortly = await answers(ana, group)
    assert {status for status, _ in shortly} == {201, 401, 404, 409, 422}

    async def never(_request: Any) -> None:
        return None

    monkeypatch.setattr(plain, "_plainly", never)
    assert shortly == await answers(ana, group)


async def test_what_is_plain_takes_the_short_way(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control of the above."""
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)

    async def long_way(*_given: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(StrictRoute, "handle", long_way)
    assert (await ana.send(group, "hola"))["content"] == "hola"
    refused = await world.http.post(f"/conversations/{group}/messages", json={})
    assert refused.status_code == 500
