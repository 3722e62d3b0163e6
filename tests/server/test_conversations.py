"""Conversations and their members."""

import asyncio
import uuid
from typing import Any

import pytest


async def test_a_pair_has_one_dm_per_report(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    report = (await ana.do("POST", "/reports", {"title": "Bache", "category": "calles"}))["id"]
    plain = await ana.open_dm(beto)
    about = await ana.open_dm(beto, report_id=report)
    assert plain != about
    answer = await beto.ask("POST", "/conversations", json={"type": "dm", "user_id": ana.id})
    assert (answer.status_code, answer.json()["id"]) == (200, plain)
    assert await beto.open_dm(ana, report_id=report) == about


async def test_a_pair_creating_at_once_gets_one_dm(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    ids = await asyncio.gather(*(a.open_dm(b) for a, b in [(ana, beto), (beto, ana)] * 20))
    assert len(set(ids)) == 1
    assert (await ana.snapshot())["ids"] == (await beto.snapshot())["ids"] == [ids[0]]


async def test_a_report_comes_with_its_conversation(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    report = (await ana.do("POST", "/reports", {"title": "Bache", "category": "calles"}))["id"]
    group = await ana.open_group("Bache", beto, report_id=report)
    detail = await beto.do("GET", f"/conversations/{group}")
    expected = {"id": report, "title": "Bache", "category": "calles"}
    assert detail["entities"]["reports"] == {report: expected}
    assert (await beto.do("GET", f"/reports/{report}"))["entities"]["reports"][report] == expected


async def test_no_conversation_with_oneself_or_nobody(world: Any) -> None:
    ana = await world.person("ana")
    for body, status in (
        ({"type": "dm", "user_id": ana.id}, 422),
        ({"type": "dm", "user_id": str(uuid.uuid4())}, 404),
        ({"type": "group", "name": "x", "user_ids": [str(uuid.uuid4())]}, 404),
        ({"type": "dm", "user_id": ana.id, "report_id": str(uuid.uuid4())}, 422),
    ):
        assert (await ana.ask("POST", "/conversations", json=body)).status_code == status
    assert (await ana.snapshot())["ids"] == []


async def test_a_group_tells_what_happened_to_it(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    group = await ana.open_group("Vecinos", beto)
    path = f"/conversations/{group}"
    await ana.do("PATCH", path, {"name": "Vecinas"})
    await ana.do("PATCH", path, {"name": "Vecinas", "icon": "🏠"})
    await ana.do("PUT", f"{path}/members/{beto.id}/role", {"role": "admin"})
    await ana.do("PUT", f"{path}/members/{beto.id}/role", {"role": "admin"})
    await beto.do("POST", f"{path}/members", {"user_ids": [carla.id]})
    await ana.do("DELETE", f"{path}/members/{beto.id}")
    await carla.do("DELETE", f"{path}/members/{carla.id}")
    page = await ana.do("GET", f"{path}/messages")
    notices = [page["entities"]["messages"][id_] for id_ in page["ids"]]
    told = [(m["sender_id"], *m["notice"].values()) for m in notices]
    assert told == [
        (ana.id, "created", [beto.id], "Vecinos", None),
        (ana.id, "renamed", [], "Vecinas", None),
        (ana.id, "icon_changed", [], "🏠", None),
        (ana.id, "role_changed", [beto.id], "", "admin"),
        (beto.id, "joined", [carla.id], "", None),
        (ana.id, "removed", [beto.id], "", None),
        (carla.id, "left", [carla.id], "", None),
    ]
    assert {(m["type"], m["content"], m["position"]) for m in notices} == {("system", "", 0)}


async def test_a_dm_cannot_be_changed_like_a_group(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    path = f"/conversations/{await ana.open_dm(beto)}"
    for method, where, body in (
        ("PATCH", path, {"name": "x"}),
        ("POST", f"{path}/members", {"user_ids": [carla.id]}),
        ("DELETE", f"{path}/members/{ana.id}", None),
        ("PUT", f"{path}/members/{beto.id}/role", {"role": "admin"}),
    ):
        answer = await ana.ask(method, where, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_a_group")


async def test_what_was_written_before_is_read_to_who_joins(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    group = await ana.open_group("Vecinos", beto)
    old = await ana.send(group, "antes")
    await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [carla.id]})
    snapshot = await carla.snapshot()
    own = snapshot["entities"]["members"][group][carla.id]
    assert own["read_position"] == snapshot["entities"]["conversations"][group]["head_position"]
    assert own["last_read_message_id"] == old["id"]
    assert (await carla.message(old["id"]))["content"] == "antes"


async def test_who_comes_back_begins_anew(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    members = f"/conversations/{group}/members"
    await beto.do("PATCH", f"/conversations/{group}/membership", {"pinned": True})
    await beto.do("DELETE", f"{members}/{beto.id}")
    await ana.send(group, "sin Beto")
    await ana.do("POST", members, {"user_ids": [beto.id]})
    own = await beto.membership(group)
    assert (own["pinned"], own["read_position"]) == (False, 1)


async def test_flags_are_private(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    flags: dict[str, Any] = {"pinned": True, "archived": True, "marked_unread": True}
    flags["muted_until"] = "2030-01-01T00:00:00Z"
    await ana.do("PATCH", f"/conversations/{dm}/membership", flags)
    assert (await ana.membership(dm)).items() >= flags.items()
    hidden = {"pinned": False, "archived": False, "marked_unread": False, "muted_until": None}
    assert (await beto.membership(dm, ana.id)).items() >= hidden.items()
    await ana.do("PATCH", f"/conversations/{dm}/membership", {"muted_until": None})
    own = await ana.membership(dm)
    assert (own["muted_until"], own["pinned"]) == (None, True)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "soon"]
)
async def test_times_out_of_range_are_refused(world: Any, moment: str) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    body = {"muted_until": moment}
    answer = await ana.ask("PATCH", f"/conversations/{dm}/membership", json=body)
    assert answer.status_code == 422


async def test_pages_the_inbox_in_order(world: Any) -> None:
    ana, *others = await world.people("ana", *(f"n{i}" for i in range(7)))
    dms = [await ana.open_dm(other) for other in others]
    await ana.send(dms[2], "ahora soy el último")
    await ana.do("PATCH", f"/conversations/{dms[0]}/membership", {"pinned": True})
    await ana.do("PATCH", f"/conversations/{dms[4]}/membership", {"pinned": True})
    expected = [dms[i] for i in (4, 0, 2, 6, 5, 3, 1)]
    assert (await ana.snapshot())["ids"] == expected
    for size in (1, 2, 3, 7, 50):
        found: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = await ana.do("GET", "/conversations", params={"limit": size, **after})
            assert set(page["entities"]["conversations"]) == set(page["ids"])
            found += page["ids"]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert found == expected, size


async def test_filters_the_inbox(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    read = await ana.open_dm(beto)
    unread = await ana.open_dm(carla)
    group = await ana.open_group("Vecinos", beto)
    archived = await ana.open_group("Viejo", beto)
    marked = await ana.open_group("Pendiente", beto)
    await carla.send(unread, "hola")
    await ana.do("PATCH", f"/conversations/{archived}/membership", {"archived": True})
    await ana.do("PATCH", f"/conversations/{marked}/membership", {"marked_unread": True})

    async def ids(which: str) -> set[str]:
        return set((await ana.do("GET", "/conversations", params={"filter": which}))["ids"])

    assert await ids("all") == {read, unread, group, marked}
    assert await ids("unread") == {unread, marked}
    assert await ids("groups") == {group, marked}
    assert await ids("archived") == {archived}


@pytest.mark.parametrize("after", ["x", "bnVsbA==", "W10=", "é", "WzEsMiwzXQ=="])
async def test_a_forged_place_in_the_inbox_is_refused(world: Any, after: str) -> None:
    ana = await world.person("ana")
    answer = await ana.ask("GET", "/conversations", params={"after": after})
    assert answer.status_code == 422
