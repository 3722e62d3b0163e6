"""Moderators who have a conversation open: what they may, and that nobody else can tell."""

import json
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from safespot_tui.domain.standing import Standing
from safespot_tui.server import hydration
from safespot_tui.server.administration import people
from safespot_tui.server.administration.desk import database_at
from safespot_tui.server.app import create_app
from safespot_tui.server.auth import sessions
from safespot_tui.server.reading import Batch, read
from safespot_tui.server.settings import Settings

from ..conftest import Person, Serve, World

REPORT = {"title": "Luz cortada", "category": "servicios"}
ID = str(uuid.uuid4())
REFUSED = {
    "send": ("POST", "/conversations/{c}/messages", {"content": "x", "client_message_id": ID}),
    "edit": ("PATCH", "/messages/{m}", {"content": "x"}),
    "delete": ("DELETE", "/messages/{m}", None),
    "react": ("PUT", "/messages/{m}/reactions/👍", None),
    "unreact": ("DELETE", "/messages/{m}/reactions/👍", None),
    "pin": ("PUT", "/messages/{m}/pin", None),
    "unpin": ("DELETE", "/messages/{m}/pin", None),
    "type": ("PUT", "/conversations/{c}/typing", {"typing": True}),
    "rename": ("PATCH", "/conversations/{c}", {"name": "x"}),
    "add": ("POST", "/conversations/{c}/members", {"user_ids": ["{u}"]}),
    "remove": ("DELETE", "/conversations/{c}/members/{u}", None),
    "leave": ("DELETE", "/conversations/{c}/members/{me}", None),
    "set_role": ("PUT", "/conversations/{c}/members/{u}/role", {"role": "admin"}),
    "flag": ("PUT", "/conversations/{c}/flags/{m}", {"user_id": "{u}", "reason": "x"}),
}


@pytest.fixture(params=[50, 2], ids=["few", "many"])
async def town(
    request: pytest.FixtureRequest, database_url: str, quick_passwords: None
) -> AsyncIterator[World]:
    """A backend in which three are many already, or are not."""
    settings = Settings(log_above=request.param, large_above=request.param + 1)
    app = create_app(database_url, settings=settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield World(http, app.state.backend)


async def reported(person: Person, *others: Person) -> str:
    """A group about a report."""
    report = (await person.do("POST", "/reports", REPORT))["id"]
    return await person.open_group("Plaza", *others, report_id=report)


def place(conversation_id: str) -> str:
    return f"/moderation/conversations/{conversation_id}/observers/me"


async def told(world: World, person: Person, cursor: str) -> list[Any]:
    """All that somebody's logs tell of after a cursor, and where each leaves them."""

    def look(connection: Any) -> list[Any]:
        batch = read(connection, sessions.sha256(person.token), cursor, 1_000)
        assert isinstance(batch, Batch)
        assert batch.at_head
        found = hydration.payloads(connection, person.id, batch.rows)
        return [
            [row.name, str(row.position), payload]
            for row, payload in zip(batch.rows, found, strict=True)
        ]

    return await world.backend.database.read(look)


def alike(answer: Any) -> str:
    """What is left of an answer where ids and times are only told apart by their order."""
    numbers, seen = count(), dict[str, str]()

    def number(found: re.Match[str]) -> str:
        return seen.setdefault(found[0], f"<{next(numbers)}>")

    pattern = (
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16}\b|~\d+\.|\d{4}-\d\d-\d\dT[^\"]+"
    )
    return re.sub(pattern, number, json.dumps(answer, sort_keys=True))


async def shift(world: World, run: str, *, observed: bool) -> dict[str, str]:
    """An hour in a group, beside a moderator who may observe it: all that its people are told."""
    aliases = ("ana", "beto", "caro", "dani", "mod", "nora")
    ana, beto, caro, dani, mod, nora = [await world.person(f"{run}{alias}") for alias in aliases]
    for moderator in (mod, nora):
        await world.promote(moderator)
    group = await reported(ana, beto)
    everybody = (ana, beto, caro, dani)
    before = {person: (await person.snapshot())["cursor"] for person in everybody}
    # Who was in it once is still there by name.
    await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [mod.id]})
    await mod.send(group, "hola a todos")
    await mod.do("DELETE", f"/conversations/{group}/members/{mod.id}")
    if observed:
        for moderator in (mod, nora):
            await moderator.do("PUT", place(group))

    async def moderator_does(message_id: str) -> None:
        body = {"message_id": message_id}
        wanted = [
            ("PUT", f"/conversations/{group}/read", body),
            ("PUT", f"/conversations/{group}/delivered", body),
            ("PATCH", f"/conversations/{group}/membership", {"pinned": True, "archived": True}),
            ("PUT", f"/messages/{message_id}/star", None),
            *((m, p.format(c=group, m=message_id, u=beto.id, me=mod.id), b) for m, p, b in refused),
        ]
        for method, path, asked in wanted:
            answer = await mod.ask(method, path, json=asked)
            assert answer.is_success <= observed, (path, answer.text)

    refused = [(m, p, b) for m, p, b in REFUSED.values() if b is None or "user" not in str(b)]
    first = await ana.send(group, "¿hay luz?")
    await moderator_does(first["id"])
    await mod.do("PATCH", "/me", {"alias": f"{run}mod-2"})
    await nora.do("PATCH", "/me", {"alias": f"{run}nora-2"})
    await beto.do("PUT", f"/messages/{first['id']}/reactions/👍")
    await beto.do("PUT", f"/conversations/{group}/read", {"message_id": first["id"]})
    await beto.do("PUT", f"/conversations/{group}/delivered", {"message_id": first["id"]})
    await ana.do("PATCH", f"/messages/{first['id']}", {"content": "¿hay luz ya?"})
    await ana.do("PUT", f"/messages/{first['id']}/pin")
    await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [caro.id, dani.id]})
    second = await caro.send(group, "todavía no")
    await moderator_does(second["id"])
    who = f"/conversations/{group}/members"
    for path in (f"{who}/{mod.id}", f"{who}/{uuid.uuid4()}"):
        assert (await ana.ask("DELETE", path)).status_code == 404
        role = await ana.ask("PUT", f"{path}/role", json={"role": "admin"})
        assert role.status_code == 404
    await ana.do("DELETE", f"{who}/{dani.id}")
    await beto.do("DELETE", f"{who}/{beto.id}")
    # Its last owner leaves: it belongs to a member then, though others look on for longer.
    await ana.do("DELETE", f"{who}/{ana.id}")
    if observed:
        await mod.do("DELETE", place(group))
        await mod.do("PUT", place(group))
    found: dict[str, str] = {}
    for person in everybody:
        for what, path in {
            "snapshot": "/sync",
            "list": "/conversations",
            "detail": f"/conversations/{group}",
            "history": f"/conversations/{group}/messages",
            "search": "/search?words=luz",
            "message": f"/messages/{second['id']}",
        }.items():
            answer = await person.ask("GET", path)
            name = f"{what} of {person.alias}".replace(run, "")
            found[name] = alike(answer.json()).replace(run, "")
        frames = await told(world, person, before[person])
        found[f"log of {person.alias}".replace(run, "")] = alike(frames).replace(run, "")
    return found


async def test_nobody_can_tell_that_they_are_observed(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is sorted by ids is in the same order both times.
    numbers = count(1)
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(numbers) << 64))
    without = await shift(town, "r1-", observed=False)
    assert await shift(town, "r2-", observed=True) == without


async def test_who_observes_changes_nothing(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    group = await reported(ana, beto)
    message = await ana.send(group, "hola")
    await mod.do("PUT", place(group))
    named = {"c": group, "m": message["id"], "u": beto.id, "me": mod.id}
    for what, (method, path, body) in REFUSED.items():
        sent = json.loads(json.dumps(body).replace("{u}", beto.id))
        answer = await mod.ask(method, path.format(**named), json=sent)
        found = answer.status_code, answer.json()["error"]["code"]
        assert found == (403, "observing"), what


async def test_who_observes_reads_as_a_member_does(town: World) -> None:
    ana, beto, caro = await town.people("ana", "beto", "caro")
    mod = await town.moderator("mod")
    group = await reported(ana, beto, caro)
    said = await ana.send(group, "robo en la esquina")
    cursor = (await mod.snapshot())["cursor"]
    detail = await mod.do("PUT", place(group))
    assert set(detail["entities"]["members"][group]) == {ana.id, beto.id, caro.id, mod.id}
    assert (await mod.membership(group))["role"] == "observer"
    # Asked again, it is the same.
    await mod.do("PUT", place(group))
    asked = await beto.send(group, "¿otra vez?")
    await mod.do("PUT", f"/conversations/{group}/read", {"message_id": asked["id"]})
    frames = [(name, payload) for name, _, payload in await told(town, mod, cursor) if payload]
    assert [name for name, _ in frames if name != "case-updated"] == [
        *("conversation-created", "message-created", "member-updated")
    ]
    assert mod.id in frames[1][1]["partial"]["observer_ids"]
    history = await mod.do("GET", f"/conversations/{group}/messages")
    assert said["id"] in history["ids"]
    hits = await mod.do("GET", "/search", params={"words": "esquina"})
    assert [hit["id"] for hit in hits["hits"]] == [said["id"]]
    assert (await mod.snapshot())["ids"] == [group]

    cursor = (await mod.snapshot())["cursor"]
    await mod.do("DELETE", place(group))
    await mod.do("DELETE", place(group))
    await ana.send(group, "ya pasó")
    frames = [
        (name, payload["id"]) for name, _, payload in await told(town, mod, cursor) if payload
    ]
    assert ("member-left", mod.id) in frames
    assert "message-created" not in dict(frames)
    assert (await mod.ask("GET", f"/conversations/{group}")).status_code == 404


async def test_only_what_was_flagged_or_reported_is_opened(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    private = await ana.open_dm(beto)
    known, unknown = [await mod.ask("PUT", place(id_)) for id_ in (private, str(uuid.uuid4()))]
    assert known.status_code == 404
    assert known.content == unknown.content
    flag = {"user_id": beto.id, "reason": "me insulta"}
    await ana.do("PUT", f"/conversations/{private}/flags/{uuid.uuid4()}", flag)
    await mod.do("PUT", place(private))
    inside = await reported(ana, mod)
    refusal = await mod.ask("PUT", place(inside))
    assert (refusal.status_code, refusal.json()["error"]["code"]) == (409, "is_member")


async def test_who_observes_can_be_brought_in(world: World) -> None:
    ana, beto, caro = await world.people("ana", "beto", "caro")
    mod = await world.moderator("mod")
    group = await reported(ana, beto, caro)
    await ana.send(group, "hola")
    await mod.do("PUT", place(group))
    await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [mod.id]})
    assert (await ana.membership(group, mod.id))["role"] == "member"
    await mod.send(group, "aquí estoy")
    await mod.do("DELETE", place(group))
    await mod.send(group, "y sigo")


async def test_who_moderates_no_more_observes_no_more(world: World) -> None:
    ana, beto, caro = await world.people("ana", "beto", "caro")
    mod = await world.moderator("mod")
    group = await reported(ana, beto, caro)
    await mod.do("PUT", place(group))
    cursor = (await mod.snapshot())["cursor"]
    await world.demote(mod)
    assert (await mod.ask("GET", f"/conversations/{group}")).status_code == 404
    assert (await mod.snapshot())["ids"] == []
    names = [name for name, _, payload in await told(world, mod, cursor) if payload]
    assert "member-left" in names
    assert (await mod.ask("PUT", place(group))).status_code == 403


async def test_nobody_is_told_that_an_observer_is_here(
    serve: Serve, database_url: str, tmp_path: Path
) -> None:
    url = database_url if database_url != "sqlite://" else f"sqlite:///{tmp_path / 'city.db'}"
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(serve(url))
        ana, beto, mod = await world.people("ana", "beto", "mod")
        async with database_at(url) as database:
            await database.write(lambda c: people.set_standing(c, mod.id, Standing.MODERATOR))
        group = await reported(ana, beto)
        await mod.do("PUT", place(group))
        hers = await stack.enter_async_context(ana.stream())
        await hers.until("sync")
        async with mod.stream() as theirs:
            greeted = await theirs.until("presence")
            assert greeted[-1].payload["id"] == ana.id
            async with beto.stream():
                came = await hers.until("presence")
                assert came[-1].payload["id"] == beto.id
                await theirs.until("presence")
                await beto.do("PUT", f"/conversations/{group}/typing", {"typing": True})
                assert (await theirs.until("typing"))[-1].payload["id"] == beto.id
        await ana.send(group, "¿y?")
        seen = await hers.until("message-created")
        assert mod.id not in {frame.payload["id"] for frame in hers.seen if frame.data}
        assert seen[-1].partial["content"] == "¿y?"
