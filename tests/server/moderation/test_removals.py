"""Messages that moderators take away."""

import uuid
from typing import Any

from ..conftest import World
from .test_flags import code, flag
from .test_observers import place, reported, told


async def test_the_reason_stands_in_its_place(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    group = await reported(ana, beto, mod)
    said = await beto.send(group, "spam")
    await ana.do("PUT", f"/messages/{said['id']}/pin")
    cursor = (await ana.snapshot())["cursor"]
    # Not without a reason: there is one way for it, and it is written down.
    assert code(await mod.ask("DELETE", f"/messages/{said['id']}")) == (403, "forbidden")
    where, body = f"/moderation/messages/{said['id']}/removal", {"reason": "Publicidad"}
    assert code(await mod.ask("PUT", where, json={"reason": " "})) == (422, "invalid")
    for _ in range(2):
        await mod.do("PUT", where, body)
    shown = await ana.message(said["id"])
    assert (shown["content"], shown["removal"]) == ("", "Publicidad")
    assert shown["deleted_at"]
    frames = {name: payload for name, _, payload in await told(world, ana, cursor)}
    assert frames["message-deleted"]["partial"]["removal"] == "Publicidad"
    assert frames["conversation-updated"]["partial"]["pinned_message_id"] is None
    assert mod.id not in str(frames)
    (entry,) = (await mod.do("GET", "/moderation/audit"))["entries"]
    about = [entry[name] for name in ("action", "reason", "message_id", "user_id")]
    assert about == ["message_removed", "Publicidad", said["id"], beto.id]


async def test_what_cannot_be_removed(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    dm, group = await ana.open_dm(beto), await reported(ana, beto)
    private, gone = await ana.send(dm, "entre nosotros"), await ana.send(group, "nada")
    await ana.do("DELETE", f"/messages/{gone['id']}")
    notice = (await ana.do("GET", f"/conversations/{group}/messages"))["ids"][0]

    async def remove(message_id: str) -> Any:
        where = f"/moderation/messages/{message_id}/removal"
        return await mod.ask("PUT", where, json={"reason": "insulta"})

    known, unknown = await remove(private["id"]), await remove(str(uuid.uuid4()))
    assert code(known) == (404, "not_found")
    assert known.content == unknown.content
    assert code(await remove(gone["id"])) == (409, "message_deleted")
    assert code(await remove(notice)) == (409, "not_removable")
    await flag(ana, dm, user_id=beto.id)
    assert (await remove(private["id"])).status_code == 204
    await mod.do("PUT", place(group))
    said = await ana.send(group, "basta")
    assert (await remove(said["id"])).status_code == 204
