"""Opening streams: who may, what they start with, and who hears of it."""

import httpx
import pytest

from tests.safespot_server import Kind
from tests.safespot_server.conftest import Street
from tests.safespot_server.streams import event


@pytest.mark.parametrize(
    ("headers", "path", "status", "code"),
    [
        ({}, "user/{ana}", 401, "AUTH_REQUIRED"),
        ({"Authorization": "Bearer garbage"}, "user/{ana}", 401, "INVALID_TOKEN"),
        ("signature alone", "user/{ana}", 401, "AUTH_REQUIRED"),
        ("all", "user/{bruno}", 403, "FORBIDDEN_STREAM"),
        ({}, "chats/{ana_bruno}", 401, "AUTH_REQUIRED"),
        ("carla", "chats/{ana_bruno}", 403, "NOT_ROOM_MEMBER"),
        ("all", "chats/d0000000-0000-4000-8000-000000000000", 403, "NOT_ROOM_MEMBER"),
    ],
)
async def test_refused_before_it_starts(
    street: Street, headers: dict[str, str] | str, path: str, status: int, code: str
) -> None:
    match headers:
        case "all":
            headers = street.ana.headers
        case "carla":
            headers = street.carla.headers
        case str():
            headers = {k: v for k, v in street.ana.headers.items() if k != "Authorization"}
        case _:
            pass
    ids = street.ids
    where = path.format(ana=ids.ana, bruno=ids.bruno, ana_bruno=ids.ana_bruno)
    refused = await street.http.get(f"/api/realtime/{where}", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert "x-api-version" not in refused.headers


async def test_a_token_in_the_address_is_enough(street: Street) -> None:
    token = street.ana.headers["Authorization"].removeprefix("Bearer ")
    street.ana.headers = {}
    async with street.ana.stream(f"user/{street.ids.ana}?token={token}"):
        assert len(street.server.backend.hub) == 1


async def test_undelivered_mail_comes_first_and_is_delivered_by_it(street: Street) -> None:
    about = street.ids.about_report
    async with street.carla.stream() as sender, street.ana.stream() as stream:
        first, second = await stream.event(), await stream.event()
        assert [e["type"] for e in (first, second)] == ["new-message"] * 2
        assert first["eventId"] == f"pending_{first['id']}"
        assert first["partial"]["message"]["is_delivered"] is False
        receipt = await sender.event("message.delivered")
        assert receipt["id"] == first["id"]
        assert isinstance(receipt["serverTimestamp"], str)
    assert all(message.is_delivered for message in street.server.history(about))


async def test_fifty_at_a_time(street: Street) -> None:
    contents = [f"{number}" for number in range(120)]
    street.server.write(street.ids.ana_bruno, street.ids.bruno, *contents, quietly=True)
    expected = ["Vi tu reporte. Yo también noté una moto rondando.", "Era roja, sin patente."]
    expected += contents
    heard: list[str] = []
    for count in (50, 50, 22):
        async with street.ana.stream() as stream:
            for _ in range(count):
                pending = await stream.event("new-message")
                heard.append(pending["partial"]["message"]["content"])
    assert heard == expected


async def test_the_room_is_told_who_comes_and_goes(street: Street) -> None:
    path = f"chats/{street.ids.ana_bruno}"
    async with street.ana.stream(path) as watching:
        assert (await watching.event("presence"))["partial"]["status"] == "online"
        assert (await watching.event("presence"))["status"] == "offline"
        async with street.bruno.stream(path):
            came = await watching.event("presence")
            assert (came["id"], came["partial"]["status"]) == (street.ids.bruno, "online")
        went = await watching.event("presence")
        assert (went["id"], went["partial"]["status"]) == (street.ids.bruno, "offline")


async def test_going_is_told_to_strangers(street: Street) -> None:
    async with street.bruno.stream() as stranger:
        async with street.carla.stream():
            pass
        gone = await stranger.event("presence-update")
        assert gone["id"] == street.ids.carla
        assert gone["partial"]["partial"]["status"] == "offline"


def test_both_lines_of_an_event_travel_alone() -> None:
    assert event({"type": "x"}).chunks == (b"event: x\n", b'data: {"type":"x"}\n\n')


async def test_heartbeats_are_comments(street: Street) -> None:
    async with street.bruno.stream() as stream:
        street.server.clock.advance(15)
        block = await stream.block()
        assert block is not None
        assert block.startswith(": heartbeat 20")


async def test_a_malformed_id_kills(street: Street) -> None:
    """The real process dies of it; here all connections break and it is written down."""
    async with street.bruno.stream() as stream:
        await street.server.backend.hub.wait_open(Kind.USER, street.ids.bruno)
        request = street.http.get("/api/realtime/chats/nonsense", headers=street.ana.headers)
        with pytest.raises(httpx.TransportError):
            await request
        assert await stream.events() == []
    assert street.server.backend.deaths == ["nonsense"]
