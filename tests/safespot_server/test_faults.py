"""What a test can order to go wrong."""

import asyncio
import uuid

import httpx
import pytest

from tests.safespot_server import Way
from tests.safespot_server.conftest import Street


def contents(street: Street) -> list[str]:
    return [message.content for message in street.server.history(street.ids.ana_bruno)]


@pytest.mark.parametrize("stored", [True, False])
async def test_a_send_fails_after_storing_or_before(street: Street, stored: bool) -> None:
    room, message_id = street.ids.ana_bruno, str(uuid.uuid4())
    street.server.faults.fail_sends(1, stored=stored)
    assert (await street.ana.send(room, "hola", id=message_id)).status_code == 500
    assert ("hola" in contents(street)) is stored
    again = await street.ana.send(room, "hola", id=message_id)
    assert again.status_code == (500 if stored else 201)
    assert contents(street).count("hola") == 1


async def test_an_answer_is_held(street: Street) -> None:
    street.server.faults.hold_sends()
    with pytest.raises(httpx.ReadTimeout):
        await street.ana.ask(
            "POST",
            f"/chats/rooms/{street.ids.ana_bruno}/messages",
            {"content": "lenta"},
            timeout=0.1,
        )
    assert "lenta" in contents(street)
    assert (await street.ana.send(street.ids.ana_bruno, "rápida")).status_code == 201


async def test_a_held_answer_is_released(street: Street) -> None:
    street.server.faults.hold_sends()
    async with street.ana.stream() as stream:
        held = asyncio.create_task(street.bruno.send(street.ids.ana_bruno, "soltada"))
        await stream.event("chat-update")
        assert not held.done()
        street.server.faults.release()
        assert (await held).status_code == 201


async def test_a_connection_breaks_instead_of_an_answer(street: Street) -> None:
    street.server.faults.cut_sends()
    with pytest.raises(httpx.RemoteProtocolError):
        await street.ana.send(street.ids.ana_bruno, "perdida")
    assert "perdida" in contents(street)
    assert (await street.ana.send(street.ids.ana_bruno, "otra")).status_code == 201


async def test_a_storm_of_429(street: Street) -> None:
    street.server.faults.storm(30)
    refused = await street.ana.send(street.ids.ana_bruno, "hola")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    assert (await street.ana.ask("GET", "/realtime/catchup?since=1")).status_code == 200
    street.server.clock.advance(30)
    assert (await street.ana.send(street.ids.ana_bruno, "hola")).status_code == 201


async def test_streams_are_cut(street: Street) -> None:
    async with street.bruno.stream() as stream:
        assert street.server.faults.cut_streams() == 1
        assert await stream.events() == []
        assert (await street.bruno.ask("GET", "/chats/rooms")).status_code == 200


async def test_a_stream_is_cut_in_the_middle_of_its_flush(street: Street) -> None:
    room = street.ids.ana_bruno
    street.server.write(room, street.ids.bruno, *"abcdefghij", quietly=True)
    street.server.faults.cut_flush_after(4)
    async with street.ana.stream() as stream:
        assert len(await stream.events()) == 4
    # What was not heard is delivered all the same, and does not come again.
    assert all(message.is_delivered for message in street.server.history(room))
    async with street.ana.stream() as stream:
        await street.bruno.send(room, "k")
        assert (await stream.event())["type"] == "chat-update"


async def test_logins_are_refused(street: Street) -> None:
    street.server.faults.refuse_logins(2)
    pair = {"email": "ana@example.test", "password": "secreto1"}
    statuses = [
        (await street.http.post("/api/auth/login", json=pair)).status_code for _ in range(3)
    ]
    assert statuses == [401, 401, 200]


async def test_tokens_are_expired_at_once(street: Street) -> None:
    async with street.bruno.stream() as stream:
        street.server.faults.expire_tokens()
        assert (await street.bruno.ask("GET", "/chats/rooms")).status_code == 401
        pair = {"email": "bruno@example.test", "password": "secreto2"}
        token = (await street.http.post("/api/auth/login", json=pair)).json()["token"]
        street.bruno.headers["Authorization"] = f"Bearer {token}"
        assert (await street.bruno.ask("GET", "/chats/rooms")).status_code == 200
        # A stream outlives the token that it was opened with.
        street.server.write(street.ids.ana_bruno, street.ids.ana, "hola")
        assert (await stream.event())["type"] == "chat-update"


async def test_a_frozen_server_answers_nobody(street: Street) -> None:
    async with street.bruno.stream() as stream:
        street.server.faults.freeze(60)
        with pytest.raises(httpx.ReadTimeout):
            await street.ana.ask("GET", "/chats/rooms", timeout=0.1)
        street.server.write(street.ids.ana_bruno, street.ids.ana, "hola")
        street.server.faults.thaw()
        assert (await stream.event())["type"] == "chat-update"


async def test_any_request_can_fail(street: Street) -> None:
    street.server.faults.fail(Way.BEFORE, 1, "GET", "/api/realtime/catchup")
    statuses = [
        (await street.ana.ask("GET", "/realtime/catchup?since=1")).status_code for _ in range(2)
    ]
    assert statuses == [500, 200]
