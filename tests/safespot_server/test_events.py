"""Who is told what: the matrix of actions and streams."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.safespot_server.conftest import Caller, Stream, Street

Heard = list[str]
_END = "the end"


@dataclass
class Listening:
    """Ana acts, Bruno is the other one; all four streams are open."""

    street: Street
    ana: Stream
    bruno: Stream
    room: Stream

    async def heard(self) -> tuple[Heard, Heard, Heard]:
        """What came over Ana's stream, Bruno's and the room's."""
        hub, ids = self.street.server.backend.hub, self.street.ids
        hub.to_person(ids.ana, {"type": _END})
        hub.to_person(ids.bruno, {"type": _END})
        hub.to_room(ids.ana_bruno, {"type": _END})
        return await _names(self.ana), await _names(self.bruno), await _names(self.room)


async def _names(stream: Stream) -> Heard:
    names: Heard = []
    while (event := await stream.event())["type"] != _END:
        names.append(_name(event))
    return names


def _name(event: dict[str, Any]) -> str:
    """Its type; the action of a control event; `*` if it is about all of a room."""
    partial = event.get("partial", {})
    if event["type"] == "chat-update":
        return partial.get("action") or "message"
    bulk = event["type"].startswith("message.") and "id" not in event
    return event["type"] + "*" * bulk


@pytest.fixture
async def listening(street: Street) -> AsyncIterator[Listening]:
    street.server.traps = street.server.traps.but(orchestrator=False)
    street.server.state.messages.clear()
    async with AsyncExitStack() as stack:
        ana = await stack.enter_async_context(street.ana.stream())
        bruno = await stack.enter_async_context(street.bruno.stream())
        room = await stack.enter_async_context(street.ana.stream(f"chats/{street.ids.ana_bruno}"))
        await room.event("presence")
        await room.event("presence")
        yield Listening(street, ana, bruno, room)


@pytest.fixture
def message(listening: Listening) -> str:
    """From Bruno to Ana, undelivered; its id."""
    street = listening.street
    return street.server.write(street.ids.ana_bruno, street.ids.bruno, "hola", quietly=True)[0].id


@pytest.fixture
def own(listening: Listening) -> str:
    """From Ana to Bruno; its id."""
    street = listening.street
    return street.server.write(street.ids.ana_bruno, street.ids.ana, "hola", quietly=True)[0].id


Act = Callable[[Caller, str, str, str], Awaitable[Any]]


def _ask(method: str, path: str, body: Any = None) -> Act:
    """By Ana; `{room}`, `{message}` (Bruno's) and `{own}` stand for ids."""

    async def act(ana: Caller, room: str, message: str, own: str) -> Any:
        return await ana.ask(
            method, path.format(room=f"/chats/rooms/{room}", message=message, own=own), body
        )

    return act


_RECEIPT, _ALL_RECEIPTS = "message.delivered", "message.delivered*"


@pytest.mark.parametrize(
    ("act", "to_ana", "to_bruno", "to_room"),
    [
        pytest.param(
            _ask("POST", "{room}/messages", {"content": "x"}),
            [_RECEIPT],
            ["message"],
            ["new-message"],
            id="send",
        ),
        pytest.param(
            _ask("PATCH", "{room}/messages/{own}", {"content": "x"}), [], [], [], id="edit"
        ),
        pytest.param(
            _ask("POST", "{room}/messages/{message}/react", {"emoji": "👍"}),
            [],
            [],
            [],
            id="react",
        ),
        pytest.param(_ask("PATCH", "{room}/messages/{message}/pin"), [], [], [], id="pin"),
        pytest.param(_ask("DELETE", "{room}/messages/{message}/pin"), [], [], [], id="unpin"),
        pytest.param(_ask("POST", "{room}/messages/{message}/star"), [], [], [], id="star"),
        pytest.param(
            _ask("DELETE", "{room}/messages/{own}"),
            ["message-deleted"],
            ["message-deleted"],
            [],
            id="delete",
        ),
        pytest.param(_ask("GET", "{room}/messages"), [], [_RECEIPT], [], id="history"),
        pytest.param(
            _ask("POST", "/chats/messages/{message}/ack-delivered"),
            [],
            [_RECEIPT],
            [_RECEIPT],
            id="acknowledge",
        ),
        pytest.param(
            _ask("POST", "{room}/delivered"),
            [],
            [_ALL_RECEIPTS],
            [_ALL_RECEIPTS],
            id="deliver all",
        ),
        pytest.param(
            _ask("POST", "{room}/read"), ["read"], ["message.read*"], ["message.read*"], id="read"
        ),
        pytest.param(
            _ask("POST", "{room}/typing", {"isTyping": True}), [], ["typing"], ["typing"], id="type"
        ),
        pytest.param(_ask("POST", "{room}/pin"), ["pin"], [], [], id="pin the room"),
        pytest.param(_ask("POST", "{room}/archive"), ["archive"], [], [], id="archive"),
        pytest.param(_ask("PATCH", "{room}/unread"), ["unread"], [], [], id="mark unread"),
        pytest.param(_ask("DELETE", "{room}"), ["delete"], [], [], id="leave"),
    ],
)
async def test_who_is_told(
    listening: Listening,
    message: str,
    own: str,
    act: Act,
    to_ana: Heard,
    to_bruno: Heard,
    to_room: Heard,
) -> None:
    answer = await act(listening.street.ana, listening.street.ids.ana_bruno, message, own)
    assert answer.is_success, answer.text
    assert await listening.heard() == (to_ana, to_bruno, to_room)


async def test_reconciling_is_told_to_senders_alone(listening: Listening, message: str) -> None:
    body = {"delivered": [message], "read": [message]}
    await listening.street.ana.ask("POST", "/chats/messages/reconcile-status", body)
    assert await listening.heard() == ([], [_RECEIPT, "message.read"], [])


async def test_nothing_is_told_twice_of_what_is_read(listening: Listening, message: str) -> None:
    path = f"/chats/rooms/{listening.street.ids.ana_bruno}/read"
    assert (await listening.street.ana.ask("POST", path)).json()["count"] == 1
    await listening.heard()
    assert (await listening.street.ana.ask("POST", path)).json()["count"] == 0
    assert await listening.heard() == ([], [], [])


async def test_a_refused_message_is_told_to_nobody(listening: Listening, own: str) -> None:
    street = listening.street
    assert (await street.ana.send(street.ids.ana_bruno, "otra", id=own)).status_code == 500
    assert await listening.heard() == ([], [], [])
