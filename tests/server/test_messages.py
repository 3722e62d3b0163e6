"""Messages, watermarks and reactions."""

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from safespot_tui.contract.requests import SendMessage
from safespot_tui.server import sending
from safespot_tui.server.app import create_app
from safespot_tui.server.schema import EPOCH
from safespot_tui.server.transaction import Transaction


async def a_dm(world: Any) -> tuple[Any, Any, str]:
    ana, beto = await world.people("ana", "beto")
    return ana, beto, await ana.open_dm(beto)


async def test_a_retry_gives_the_same_message(world: Any) -> None:
    ana, _, dm = await a_dm(world)
    body = {"client_message_id": str(uuid.uuid4()), "content": "una vez"}
    path = f"/conversations/{dm}/messages"
    first = await ana.ask("POST", path, json=body)
    again = await ana.ask("POST", path, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_fifty_retries_at_once_give_one_message(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    body = {"client_message_id": str(uuid.uuid4()), "content": "una vez"}
    path = f"/conversations/{dm}/messages"
    answers = await asyncio.gather(*(ana.ask("POST", path, json=body) for _ in range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await beto.do("GET", path))["ids"]) == 1


async def test_a_retry_is_known_after_an_edit_a_deletion_and_leaving(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    body = {"client_message_id": str(uuid.uuid4()), "content": "original"}
    path = f"/conversations/{group}/messages"
    id_ = (await beto.do("POST", path, body))["id"]
    await beto.do("PATCH", f"/messages/{id_}", {"content": "cambiado"})
    assert (await beto.do("POST", path, body))["entities"]["messages"][id_]["revision"] == 2
    await beto.do("DELETE", f"/messages/{id_}")
    await beto.do("DELETE", f"/conversations/{group}/members/{beto.id}")
    assert (await beto.do("POST", path, body))["id"] == id_
    fresh = {**body, "client_message_id": str(uuid.uuid4())}
    assert (await beto.ask("POST", path, json=fresh)).status_code == 404


async def test_an_id_stands_for_one_message(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    group = await ana.open_group("Vecinos", beto)
    reply_to = (await beto.send(dm, "¿?"))["id"]
    body = {"client_message_id": str(uuid.uuid4()), "content": "uno"}
    await ana.do("POST", f"/conversations/{dm}/messages", body)
    for where, other in (
        (dm, {**body, "content": "dos"}),
        (dm, {**body, "reply_to_id": reply_to}),
        (group, body),
    ):
        answer = await ana.ask("POST", f"/conversations/{where}/messages", json=other)
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "client_message_id_taken"
    assert (await beto.do("POST", f"/conversations/{dm}/messages", body))["id"]


async def test_pages_are_contiguous(world: Any) -> None:
    ana, _, dm = await a_dm(world)
    ids = [(await ana.send(dm, str(i)))["id"] for i in range(10)]

    async def page(**params: Any) -> tuple[list[str], bool, bool]:
        found = await ana.do("GET", f"/conversations/{dm}/messages", params=params)
        assert set(found["entities"]["messages"]) == set(found["ids"])
        return found["ids"], found["has_older"], found["has_newer"]

    assert await page() == (ids, False, False)
    assert await page(limit=3) == (ids[7:], True, False)
    assert await page(limit=3, before=ids[7]) == (ids[4:7], True, True)
    assert await page(limit=4, before=ids[4]) == (ids[:4], False, True)
    assert await page(limit=3, after=ids[2]) == (ids[3:6], True, True)
    assert await page(limit=4, after=ids[5]) == (ids[6:], True, False)
    assert await page(limit=3, after=ids[9]) == ([], True, False)
    assert await page(limit=3, before=ids[0]) == ([], False, True)
    assert await page(limit=4, around=ids[5]) == (ids[3:7], True, True)
    assert await page(limit=4, around=ids[1]) == (ids[:3], False, True)
    assert await page(limit=4, around=ids[9]) == (ids[7:], True, False)


async def test_an_anchor_belongs_to_its_conversation(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    elsewhere = (await ana.send(await ana.open_group("x", beto), "otra"))["id"]
    path = f"/conversations/{dm}/messages"
    for params, status in (
        ({"before": elsewhere}, 404),
        ({"after": elsewhere}, 404),
        ({"around": elsewhere}, 404),
        ({"around": elsewhere, "before": elsewhere}, 422),
        ({"before": elsewhere, "after": elsewhere}, 422),
        ({"before": "x"}, 422),
        ({"limit": 0}, 422),
        ({"limit": 201}, 422),
    ):
        assert (await ana.ask("GET", path, params=params)).status_code == status
    body = {"client_message_id": str(uuid.uuid4()), "content": "x", "reply_to_id": elsewhere}
    assert (await ana.ask("POST", path, json=body)).status_code == 404
    for mark in ("read", "delivered"):
        answer = await ana.ask("PUT", f"/conversations/{dm}/{mark}", json={"message_id": elsewhere})
        assert answer.status_code == 404


async def test_times_grow_whatever_the_clock_does(database_url: str) -> None:
    app = create_app(database_url)
    async with app.router.lifespan_context(app):
        import httpx

        from .conftest import World

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            ana, _, dm = await a_dm(World(http))
        clock = [EPOCH + timedelta(days=1), EPOCH, EPOCH + timedelta(days=1)]

        def write(now: datetime) -> Any:
            asked = SendMessage(client_message_id=uuid.uuid4(), content="x")
            return lambda c: sending.send(Transaction(c, ana.id, None, now), dm, asked)

        sent = [await app.state.backend.database.write(write(now)) for now in clock]
    times = [detail.message.created_at for detail, _ in sent]
    day = EPOCH + timedelta(days=1)
    microsecond = timedelta(microseconds=1)
    assert times == [day, day + microsecond, day + 2 * microsecond]


async def test_positions_count_what_counts(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    first = await ana.send(group, "uno")
    await ana.do("PATCH", f"/conversations/{group}", {"name": "Vecinas"})
    second = await beto.send(group, "dos")
    page = await ana.do("GET", f"/conversations/{group}/messages")
    positions = [page["entities"]["messages"][id_]["position"] for id_ in page["ids"]]
    assert positions == [0, 1, 1, 2]
    assert (first["position"], second["position"]) == (1, 2)
    snapshot = await ana.snapshot()
    assert snapshot["entities"]["conversations"][group]["head_position"] == 2


async def test_writing_is_reading(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    await beto.send(dm, "uno")
    mine = await ana.send(dm, "dos")
    own = await ana.membership(dm)
    assert own["last_read_message_id"] == mine["id"]
    assert (own["read_position"], own["delivered_position"]) == (2, 2)
    assert (await ana.membership(dm, beto.id))["read_position"] == 1


async def test_watermarks_only_move_forward(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    ids = [(await beto.send(dm, str(i)))["id"] for i in range(3)]
    for mark, field in (("read", "read_position"), ("delivered", "delivered_position")):
        for index, expected in ((1, 2), (0, 2), (2, 3), (1, 3)):
            body = {"message_id": ids[index]}
            await ana.do("PUT", f"/conversations/{dm}/{mark}", body)
            assert (await beto.membership(dm, ana.id))[field] == expected
    assert (await ana.membership(dm))["last_read_message_id"] == ids[2]


async def test_reading_removes_the_mark_as_unread(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    last = (await beto.send(dm, "hola"))["id"]
    for _ in range(2):
        await ana.do("PATCH", f"/conversations/{dm}/membership", {"marked_unread": True})
        await ana.do("PUT", f"/conversations/{dm}/read", {"message_id": last})
        assert not (await ana.membership(dm))["marked_unread"]


async def test_edits_count_revisions(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    sent = await ana.send(dm, "uno")
    path = f"/messages/{sent['id']}"
    assert (sent["revision"], sent["edited_at"]) == (1, None)
    await ana.do("PATCH", path, {"content": "dos"})
    await ana.do("PATCH", path, {"content": "dos"})
    edited = await beto.message(sent["id"])
    assert (edited["content"], edited["revision"]) == ("dos", 2)
    assert edited["edited_at"]
    assert (await beto.ask("PATCH", path, json={"content": "mío"})).status_code == 403
    assert (await beto.ask("DELETE", path)).status_code == 403


async def test_a_deleted_message_is_a_tombstone(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    sent = await ana.send(dm, "me arrepiento")
    path = f"/messages/{sent['id']}"
    await beto.do("PUT", f"{path}/reactions/😮")
    await ana.do("DELETE", path)
    await ana.do("DELETE", path)
    gone = await beto.message(sent["id"])
    assert (gone["content"], gone["reactions"], gone["revision"]) == ("", [], 3)
    assert gone["deleted_at"]
    assert (await ana.ask("PATCH", path, json={"content": "x"})).status_code == 409
    assert (await beto.ask("PUT", f"{path}/reactions/x")).status_code == 409


async def test_notices_cannot_be_changed(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    notice = (await ana.do("GET", f"/conversations/{group}/messages"))["ids"][0]
    assert (await ana.ask("DELETE", f"/messages/{notice}")).status_code == 403


async def test_reactions_are_in_the_order_of_choosing(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    path = f"/messages/{(await ana.send(dm, 'hola'))['id']}/reactions"
    await beto.do("PUT", f"{path}/👍")
    await ana.do("PUT", f"{path}/🎉")
    await ana.do("PUT", f"{path}/👍")
    detail = await ana.do("PUT", f"{path}/👍")
    message = detail["entities"]["messages"][detail["id"]]
    assert message["reactions"] == [
        {"emoji": "👍", "user_ids": [beto.id, ana.id]},
        {"emoji": "🎉", "user_ids": [ana.id]},
    ]
    assert message["revision"] == 4
    detail = await beto.do("DELETE", f"{path}/👍")
    detail = await beto.do("DELETE", f"{path}/👍")
    message = detail["entities"]["messages"][detail["id"]]
    assert [r["emoji"] for r in message["reactions"]] == ["🎉", "👍"]
    assert message["revision"] == 5


async def test_reactions_are_limited(world: Any) -> None:
    ana, _, dm = await a_dm(world)
    path = f"/messages/{(await ana.send(dm, 'hola'))['id']}/reactions"
    for number in range(20):
        await ana.do("PUT", f"{path}/{number}")
    answer = await ana.ask("PUT", f"{path}/20")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_reactions")


@pytest.mark.parametrize("content", ["línea\u2028nueva", "\x1b]52;c;eA==\x07", "a\\u0000b", "🏳️‍🌈"])
async def test_content_comes_back_as_it_was_sent(world: Any, content: str) -> None:
    ana, beto, dm = await a_dm(world)
    sent = await ana.send(dm, content)
    assert (await beto.message(sent["id"]))["content"] == content


async def test_a_forwarded_message_says_so_to_everybody(world: Any) -> None:
    ana, beto, dm = await a_dm(world)
    body = {"client_message_id": str(uuid.uuid4()), "content": "uno", "forwarded": True}
    sent = await ana.do("POST", f"/conversations/{dm}/messages", body)
    assert sent["entities"]["messages"][sent["id"]]["forwarded"] is True
    again = await ana.do("POST", f"/conversations/{dm}/messages", body)
    assert again["id"] == sent["id"]
    (told,) = (await beto.do("GET", f"/conversations/{dm}/messages"))["entities"][
        "messages"
    ].values()
    assert told["forwarded"] is True
    answer = await ana.ask(
        "POST", f"/conversations/{dm}/messages", json={**body, "forwarded": False}
    )
    assert answer.status_code == 409
