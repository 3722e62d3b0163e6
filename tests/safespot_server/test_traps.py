"""What makes that server hard to live with, and that it can be switched off."""

import asyncio
from datetime import timedelta

import httpx

from tests.safespot_server import SafeSpotServer, Traps
from tests.safespot_server.conftest import Street


async def test_a_forged_copy_follows_each_message(street: Street) -> None:
    async with street.ana.stream() as stream:
        sent = (await street.bruno.send(street.ids.ana_bruno, "I <3 u")).json()
        live = await stream.event("chat-update")
        copy = await stream.event("chat-update")
    assert live["partial"]["message"]["content"] == "I"
    assert (copy["eventId"], copy["originClientId"]) == (sent["id"], "orchestrator")
    forged = copy["partial"]["message"]
    assert (forged["sender_id"], forged["content"]) == ("system", "I <3 u")


async def test_copies_come_five_a_second(street: Street) -> None:
    street.server.write(street.ids.ana_bruno, street.ids.bruno, *"abcdefgh", quietly=True)
    async with street.ana.stream() as stream:
        street.server.write(street.ids.ana_bruno, street.ids.bruno, *"abcdefgh")
        before = street.server.clock.now()
        origins: list[str] = []
        while origins.count("orchestrator") < 5:
            origins.append((await stream.event("chat-update"))["originClientId"])
        assert street.server.backend.orchestrator.waiting() == 3
        street.server.clock.advance(1)
        while origins.count("orchestrator") < 8:
            origins.append((await stream.event("chat-update"))["originClientId"])
        assert street.server.clock.now() - before >= timedelta(seconds=1)


async def test_a_copy_waits_for_who_is_offline(street: Street) -> None:
    street.server.write(street.ids.ana_bruno, street.ids.bruno, "hola")
    await asyncio.sleep(0.01)
    assert street.server.backend.orchestrator.waiting() == 1
    async with street.ana.stream() as stream:
        street.server.clock.advance(60)
        copy = await stream.event("chat-update")
    assert copy["partial"]["message"]["sender_id"] == "system"


async def test_presence_expires_while_connected(street: Street) -> None:
    room = street.ids.ana_bruno
    async with street.ana.stream() as stream:
        assert (await street.bruno.rooms())[room]["is_online"] is True
        for _ in range(9):
            street.server.clock.advance(15)
            # The stream's heartbeat keeps the key alive; the counter runs out all the same.
            await stream.block()
        assert (await street.bruno.rooms())[room]["is_online"] is False
        late = (await street.bruno.send(room, "¿estás?")).json()
        assert late["is_delivered"] is False
        live = await stream.event("chat-update")
        assert live["id"] == room
        await street.ana.ask("POST", "/presence/heartbeat")
        assert (await street.bruno.rooms())[room]["is_online"] is False


async def test_presence_without_its_trap(street: Street) -> None:
    street.server.traps = Traps.none()
    async with street.ana.stream():
        street.server.clock.advance(500)
        assert (await street.bruno.rooms())[street.ids.ana_bruno]["is_online"] is True


async def test_catching_up_gives_the_oldest_fifty(street: Street) -> None:
    room, ids = street.ids.ana_bruno, street.ids
    start = street.server.clock.now().replace(microsecond=0) + timedelta(seconds=1)
    contents = [f"{number}" for number in range(120)]
    apart = timedelta(milliseconds=1)
    street.server.write(room, ids.bruno, *contents, quietly=True, starting=start, apart=apart)
    since, pages, found = int(start.timestamp() * 1000) - 1, [], []
    while page := (await street.ana.ask("GET", f"/realtime/catchup?since={since}")).json():
        pages.append(len(page))
        found += [replay["payload"]["message"]["content"] for replay in page]
        since = page[-1]["serverTimestamp"]
    assert pages == [50, 50, 20]
    assert found == contents


async def test_catching_up_loses_the_millisecond_of_the_cursor(street: Street) -> None:
    moment = street.server.clock.now()
    street.server.write(street.ids.ana_bruno, street.ids.bruno, *"abc", starting=moment)
    since = int(moment.timestamp() * 1000)

    async def found(cursor: int) -> int:
        replays = (await street.ana.ask("GET", f"/realtime/catchup?since={cursor}")).json()
        return sum(replay["type"] == "new-message" for replay in replays)

    assert (await found(since), await found(since - 1)) == (0, 3)
    street.server.traps = Traps.none()
    assert await found(since) == 3


async def test_requests_are_counted_except_for_realtime(street: Street) -> None:
    street.server.traps = Traps(requests=3)
    statuses = [(await street.ana.ask("GET", "/chats/rooms")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    limited = await street.ana.ask("GET", "/chats/rooms")
    assert limited.headers["retry-after"] == limited.headers["ratelimit-reset"]
    assert limited.json()["error"] is True
    assert (await street.ana.ask("GET", "/realtime/catchup?since=1")).status_code == 200
    assert (await street.bruno.ask("GET", "/chats/rooms")).status_code == 200
    street.server.clock.advance(301)
    assert (await street.ana.ask("GET", "/chats/rooms")).status_code == 200


async def test_logins_are_counted_in_another_way(street: Street) -> None:
    pair = {"email": "ana@example.test", "password": "wrong"}
    statuses = [
        (await street.http.post("/api/auth/login", json=pair)).status_code for _ in range(11)
    ]
    assert statuses == [401] * 10 + [429]
    limited = await street.http.post("/api/auth/login", json=pair)
    assert limited.json()["error"] == "RATE_LIMIT_EXCEEDED"
    assert "retry-after" not in limited.headers
    street.server.clock.advance(61)
    pair["password"] = "secreto1"
    assert (await street.http.post("/api/auth/login", json=pair)).status_code == 200


async def test_tokens_expire(street: Street) -> None:
    street.server.clock.advance(7 * 24 * 3600 + 1)
    refused = await street.ana.ask("GET", "/chats/rooms")
    assert (refused.status_code, refused.json()["code"]) == (401, "INVALID_TOKEN")


async def test_messages_cannot_be_edited_after_a_day(street: Street) -> None:
    message = street.server.history(street.ids.ana_bruno)[0]
    path = f"/chats/rooms/{street.ids.ana_bruno}/messages/{message.id}"
    assert (await street.ana.ask("PATCH", path, {"content": "a"})).status_code == 200
    street.server.clock.advance(24 * 3600)
    assert (await street.ana.ask("PATCH", path, {"content": "b"})).status_code == 400


async def test_all_traps_can_be_off() -> None:
    async with (
        SafeSpotServer(Traps.none(), seeded=True) as server,
        httpx.AsyncClient(base_url=server.url) as http,
    ):
        street = Street(server, http)
        assert "ratelimit-limit" not in (await street.ana.ask("GET", "/chats/rooms")).headers
        async with street.bruno.stream() as stream:
            await street.ana.send(street.ids.ana_bruno, "una vez")
            assert (await stream.event())["type"] == "chat-update"
            assert server.backend.orchestrator.waiting() == 0
