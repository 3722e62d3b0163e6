"""What members ask the moderators to look at."""

import uuid
from typing import Any

from safespot_tui.server.auth.rates import RATES, Asked, Rate

from ..conftest import Person, World
from .test_cases import cursor, told


async def flag(
    person: Person, conversation_id: str, flag_id: str | None = None, **body: Any
) -> Any:
    where = f"/conversations/{conversation_id}/flags/{flag_id or uuid.uuid4()}"
    return await person.ask("PUT", where, json={"reason": "me amenaza", **body})


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_flag_is_told_to_moderators_alone(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    dm = await ana.open_dm(beto)
    said = await beto.send(dm, "te voy a encontrar")
    before = {person: await cursor(person) for person in (ana, beto, mod)}
    flag_id = str(uuid.uuid4())
    for _ in range(2):
        assert (await flag(ana, dm, flag_id, message_id=said["id"])).status_code == 204
    other = await flag(ana, dm, flag_id, message_id=said["id"], reason="otra cosa")
    assert code(other) == (409, "flag_id_taken")
    assert code(await flag(beto, dm, flag_id, user_id=ana.id)) == (409, "flag_id_taken")
    assert [await cursor(person) for person in (ana, beto)] == [before[ana], before[beto]]
    # What it said then is kept, whatever becomes of it.
    await beto.do("PATCH", f"/messages/{said['id']}", {"content": "perdón"})
    await beto.do("DELETE", f"/messages/{said['id']}")
    cases = await told(world, mod, before[mod])
    (raised,) = cases[-1].flags
    assert (raised.by, raised.user_id, raised.message_id) == (ana.id, beto.id, said["id"])
    assert (raised.quoted, raised.reason) == ("te voy a encontrar", "me amenaza")
    assert cases[-1].waiting_since is not None
    assert (await flag(ana, dm, user_id=beto.id)).status_code == 204
    about = [
        (each.user_id, each.message_id) for each in (await told(world, mod, before[mod]))[-1].flags
    ]
    assert about == [(beto.id, said["id"]), (beto.id, None)]


async def test_what_cannot_be_flagged(world: World) -> None:
    ana, beto, caro = await world.people("ana", "beto", "caro")
    group = await ana.open_group("Plaza", beto)
    own, gone = await ana.send(group, "yo"), await beto.send(group, "nada")
    await beto.do("DELETE", f"/messages/{gone['id']}")
    notice = (await ana.do("GET", f"/conversations/{group}/messages"))["ids"][0]
    elsewhere = await beto.send(await beto.open_dm(ana), "aquí no")
    assert code(await flag(ana, group, message_id=own["id"])) == (409, "own")
    assert code(await flag(ana, group, user_id=ana.id)) == (409, "own")
    assert code(await flag(ana, group, message_id=gone["id"])) == (409, "message_deleted")
    assert code(await flag(ana, group, message_id=notice)) == (409, "not_flaggable")
    assert code(await flag(ana, group, message_id=elsewhere["id"])) == (404, "not_found")
    assert code(await flag(ana, group, user_id=caro.id)) == (404, "not_found")
    assert code(await flag(ana, group, user_id=beto.id, reason=" ")) == (422, "invalid")
    for conversation_id in (group, str(uuid.uuid4())):
        assert code(await flag(caro, conversation_id, user_id=ana.id)) == (404, "not_found")


async def test_nobody_flags_without_end(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    answers = [
        (await flag(ana, dm, user_id=beto.id)).status_code
        for _ in range(RATES[Asked.FLAGS].at_once + 1)
    ]
    assert answers == [*[204] * RATES[Asked.FLAGS].at_once, 429]
    assert isinstance(RATES[Asked.FLAGS], Rate)
