"""Who is in a group, as moderators see and change it."""

import uuid
from typing import Any

from ..conftest import Person, World
from .test_flags import code, flag
from .test_observers import place, reported, told


def where(conversation_id: str, user_id: str | None = None) -> str:
    path = f"/moderation/conversations/{conversation_id}/members"
    return path if user_id is None else f"{path}/{user_id}/removal"


async def notices(person: Person, conversation_id: str) -> list[tuple[str, Any, list[str]]]:
    page = await person.do("GET", f"/conversations/{conversation_id}/messages")
    found = [page["entities"]["messages"][id_] for id_ in page["ids"]]
    return [
        (message["notice"]["kind"], message["sender_id"], message["notice"]["user_ids"])
        for message in found
        if message["notice"]
    ]


async def test_members_are_seen_without_the_conversation(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod, other = await world.moderator("mod"), await world.moderator("otra")
    group = await reported(ana, beto)
    await other.do("PUT", place(group))
    cursor = (await ana.snapshot())["cursor"]
    entities = (await mod.do("GET", where(group)))["entities"]
    assert set(entities["members"][group]) == set(entities["users"]) == {ana.id, beto.id}
    assert not entities["conversations"]
    assert not entities["messages"]
    assert (await ana.snapshot())["cursor"] == cursor
    private = await ana.open_dm(beto)
    known, unknown = [await mod.ask("GET", where(id_)) for id_ in (private, str(uuid.uuid4()))]
    assert code(known) == (404, "not_found")
    assert known.content == unknown.content
    (entry,) = (await mod.do("GET", "/moderation/audit"))["entries"]
    assert (entry["action"], entry["conversation_id"]) == ("members_seen", group)


async def test_moderators_bring_in_and_take_out_without_a_name(world: World) -> None:
    ana, beto, caro, dani = await world.people("ana", "beto", "caro", "dani")
    mod = await world.moderator("mod")
    group = await reported(ana, beto)
    cursor = (await beto.snapshot())["cursor"]
    body = {"user_ids": [caro.id, beto.id, dani.id], "reason": "Son del edificio"}
    for _ in range(2):
        await mod.do("POST", where(group), body)
    await caro.send(group, "hola")
    out = {"reason": "Amenazas"}
    await mod.do("PUT", where(group, ana.id), out)
    assert code(await mod.ask("PUT", where(group, ana.id), json=out)) == (404, "not_found")
    assert code(await ana.ask("GET", f"/conversations/{group}")) == (404, "not_found")
    # The group goes to who has been there longest, and nobody is named for it.
    assert (await notices(beto, group))[1:] == [
        ("joined", None, [caro.id, dani.id]),
        ("removed", None, [ana.id]),
        ("role_changed", None, [beto.id]),
    ]
    assert mod.id not in str(await told(world, beto, cursor))
    entries = (await mod.do("GET", "/moderation/audit"))["entries"][::-1]
    assert [(entry["action"], entry["user_id"], entry["reason"]) for entry in entries] == [
        ("members_added", caro.id, "Son del edificio"),
        ("members_added", dani.id, "Son del edificio"),
        ("member_removed", ana.id, "Amenazas"),
    ]


async def test_two_stay_two(world: World) -> None:
    ana, beto, caro = await world.people("ana", "beto", "caro")
    mod = await world.moderator("mod")
    dm = await ana.open_dm(beto)
    await flag(ana, dm, user_id=beto.id)
    body = {"user_ids": [caro.id], "reason": "x"}
    assert code(await mod.ask("POST", where(dm), json=body)) == (409, "not_a_group")
    taken_out = await mod.ask("PUT", where(dm, beto.id), json={"reason": "x"})
    assert code(taken_out) == (409, "not_a_group")
    assert (await mod.do("GET", "/moderation/audit"))["entries"] == []
