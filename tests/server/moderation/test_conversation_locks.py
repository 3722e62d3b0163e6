"""Conversations in which the moderators let nobody write."""

import uuid
from typing import Any

from ..conftest import World
from .test_flags import code, flag
from .test_observers import reported, told


async def test_nobody_writes_in_what_is_locked(world: World) -> None:
    ana, beto, caro, dani = await world.people("ana", "beto", "caro", "dani")
    mod = await world.moderator("mod")
    group = await reported(ana, beto, dani, mod)
    hers, his = await ana.send(group, "a"), await beto.send(group, "b")
    there = f"/conversations/{group}"
    where = f"/moderation/conversations/{group}/lock"
    cursor = (await beto.snapshot())["cursor"]
    for _ in range(2):
        await mod.do("PUT", where, {"locked": True, "reason": "Se calman"})
    frames = [(name, payload["partial"]) for name, _, payload in await told(world, beto, cursor)]
    (updated, change), (created, notice) = frames
    assert (updated, change["lock"]["reason"]) == ("conversation-updated", "Se calman")
    assert (created, notice["sender_id"]) == ("message-created", None)
    assert (notice["notice"]["kind"], notice["notice"]["name"]) == ("locked", "Se calman")
    shown = (await beto.do("GET", there))["entities"]["conversations"][group]
    assert shown["lock"] == change["lock"]
    new = str(uuid.uuid4())
    refused: list[tuple[str, str, Any]] = [
        ("POST", f"{there}/messages", {"client_message_id": new, "content": "x"}),
        ("PATCH", f"/messages/{hers['id']}", {"content": "x"}),
        ("PUT", f"/messages/{his['id']}/reactions/👎", None),
        ("PUT", f"/messages/{hers['id']}/pin", None),
        ("PUT", f"{there}/typing", {"typing": True}),
        ("PATCH", there, {"name": "x"}),
        ("POST", f"{there}/members", {"user_ids": [caro.id]}),
        ("DELETE", f"{there}/members/{dani.id}", None),
        ("PUT", f"{there}/members/{dani.id}/role", {"role": "owner"}),
    ]
    for person in (ana, beto, mod):
        for method, path, body in refused:
            answer = await person.ask(method, path, json=body)
            assert code(answer) == (403, "locked"), path
            assert answer.json()["error"]["details"] == {"reason": "Se calman"}
    assert code(await caro.ask("GET", there)) == (404, "not_found")
    assert code(await caro.ask(*refused[0][:2], json=refused[0][2])) == (404, "not_found")
    # One may take back what one said, ask for help, and go.
    await beto.do("DELETE", f"/messages/{his['id']}")
    assert (await flag(beto, group, user_id=ana.id)).status_code == 204
    await beto.do("DELETE", f"{there}/members/{beto.id}")
    for _ in range(2):
        await mod.do("PUT", where, {"locked": False, "reason": "Ya está"})
    await ana.send(group, "gracias")
    entries = (await mod.do("GET", "/moderation/audit"))["entries"]
    assert [(entry["action"], entry["reason"]) for entry in entries] == [
        ("conversation_unlocked", "Ya está"),
        ("conversation_locked", "Se calman"),
    ]


async def test_only_what_was_flagged_or_reported_is_locked(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    dm = await ana.open_dm(beto)
    answers = [
        await mod.ask(
            "PUT",
            f"/moderation/conversations/{id_}/lock",
            json={"locked": True, "reason": "x"},
        )
        for id_ in (dm, str(uuid.uuid4()))
    ]
    assert code(answers[0]) == (404, "not_found")
    assert answers[0].content == answers[1].content
