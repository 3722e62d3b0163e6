"""Mutes and suspensions: what they keep from whom, at once, and until when."""

import uuid
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.administration.desk import database_at
from safespot_tui.server.moderation.schema import sanctions

from ..conftest import PASSWORD, Person, Serve, World
from .test_flags import code
from .test_observers import told

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)


async def lay(by: Person, person: Person, kind: str, until: datetime | None = TOMORROW) -> Any:
    body = {"until": until and until.isoformat(), "reason": "insultos"}
    return await by.ask("PUT", f"/moderation/users/{person.id}/sanctions/{kind}", json=body)


def sanction(person: Person, kind: str) -> dict[str, Any]:
    """As it is told."""
    until = TOMORROW.isoformat().replace("+00:00", "Z")
    return {"user_id": person.id, "kind": kind, "until": until, "reason": "insultos"}


async def test_who_is_muted_reads_and_does_not_write(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    group = await ana.open_group("Plaza", beto)
    hers, his = await beto.send(group, "¿hola?"), await ana.send(group, "spam")
    await ana.do("PUT", f"/messages/{hers['id']}/reactions/👍")
    cursor = (await ana.snapshot())["cursor"]
    detail = (await lay(mod, ana, "mute")).json()
    mute = sanction(ana, "mute")
    assert detail["account"] == {"standing": "member", "sanctions": [mute]}
    assert (await lay(mod, ana, "mute")).status_code == 200
    ((name, _, payload),) = await told(world, ana, cursor)
    assert (name, payload["id"], payload["partial"]) == (
        "account-updated",
        ana.id,
        detail["account"],
    )
    assert (await ana.snapshot())["account"] == detail["account"]
    assert (await beto.snapshot())["account"] == {"standing": "member", "sanctions": []}

    there, new = f"/conversations/{group}", str(uuid.uuid4())
    picture = BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    refused: list[tuple[str, str, Any]] = [
        ("POST", f"{there}/messages", {"client_message_id": new, "content": "x"}),
        ("PATCH", f"/messages/{his['id']}", {"content": "x"}),
        ("PUT", f"/messages/{hers['id']}/reactions/👎", None),
        ("PUT", f"/messages/{hers['id']}/pin", None),
        ("DELETE", f"/messages/{hers['id']}/pin", None),
        ("PUT", f"{there}/typing", {"typing": True}),
        ("PATCH", there, {"name": "x"}),
        ("POST", f"{there}/members", {"user_ids": [mod.id]}),
        ("DELETE", f"{there}/members/{beto.id}", None),
        ("PUT", f"{there}/members/{beto.id}/role", {"role": "owner"}),
        ("POST", "/conversations", {"type": "dm", "user_id": beto.id}),
        ("POST", "/reports", {"title": "x", "category": "x"}),
        ("PATCH", "/me", {"alias": "otra"}),
    ]
    for method, path, body in refused:
        answer = await ana.ask(method, path, json=body)
        assert code(answer) == (403, "muted"), path
        details = answer.json()["error"]["details"]
        assert details == {"until": mute["until"], "reason": "insultos"}
    upload = await ana.ask("PUT", f"/images/{new}", content=picture.getvalue())
    assert code(upload) == (403, "muted")
    for method, path, body in (
        ("GET", f"{there}/messages", None),
        ("PUT", f"{there}/read", {"message_id": hers["id"]}),
        ("PUT", f"/messages/{hers['id']}/star", None),
        ("DELETE", f"/messages/{hers['id']}/reactions/👍", None),
        ("DELETE", f"/messages/{his['id']}", None),
        ("PUT", f"{there}/flags/{new}", {"user_id": beto.id, "reason": "él empezó"}),
        ("DELETE", f"{there}/members/{ana.id}", None),
    ):
        await ana.do(method, path, body)
    entries = (await mod.do("GET", "/moderation/audit"))["entries"]
    assert [(entry["action"], entry["until"]) for entry in entries] == [
        ("user_muted", mute["until"])
    ]


@pytest.mark.parametrize("until", [None, datetime(2020, 1, 1, tzinfo=UTC)])
async def test_a_sanction_is_lifted_or_over(world: World, until: datetime | None) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    dm = await ana.open_dm(beto)
    await lay(mod, ana, "mute")
    await lay(mod, ana, "suspension")
    for kind in ("mute", "suspension", "mute"):
        assert (await lay(mod, ana, kind, until)).status_code == 200
    await ana.send(dm, "hola")
    entries = (await mod.do("GET", "/moderation/audit"))["entries"]
    assert [entry["action"] for entry in entries] == [
        *("user_unsuspended", "user_unmuted", "user_suspended", "user_muted")
    ]


async def test_the_time_being_over_is_all_it_takes(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    dm = await ana.open_dm(beto)
    await lay(mod, ana, "mute")
    await lay(mod, ana, "suspension")
    assert code(await ana.ask("GET", "/sync")) == (403, "suspended")
    over = update(sanctions).values(until=datetime.now(UTC))
    await world.backend.database.write(lambda connection: connection.execute(over))
    await ana.send(dm, "aquí estoy")
    assert (await ana.snapshot())["account"]["sanctions"] == []
    assert (await world.again(ana)).id == ana.id


async def test_who_may_be_sanctioned_by_whom(world: World) -> None:
    (ana,) = await world.people("ana")
    mod, other = await world.moderator("mod"), await world.moderator("otra")
    admin = await world.moderator("jefa", Standing.ADMIN)
    second = await world.moderator("jefe", Standing.ADMIN)
    assert code(await lay(mod, other, "mute")) == (403, "forbidden")
    assert code(await lay(mod, mod, "mute", None)) == (403, "forbidden")
    assert code(await lay(mod, admin, "suspension")) == (403, "forbidden")
    assert code(await lay(admin, second, "mute")) == (403, "forbidden")
    assert code(await lay(ana, mod, "mute")) == (403, "forbidden")
    assert (await lay(admin, mod, "mute")).status_code == 200
    for moderator in (mod, admin):
        nobody = await moderator.ask("GET", f"/moderation/users/{uuid.uuid4()}")
        assert code(nobody) == (404, "not_found")
    seen = await other.do("GET", f"/moderation/users/{mod.id}")
    assert (seen["user"]["alias"], seen["account"]["standing"]) == ("mod", "moderator")
    assert [each["kind"] for each in seen["account"]["sanctions"]] == ["mute"]


async def test_who_is_suspended_is_told_why_and_nothing_else(
    serve: Serve, database_url: str, tmp_path: Path
) -> None:
    url = database_url if database_url != "sqlite://" else f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url) as world:
        ana, beto, mod = await world.people("ana", "beto", "mod")
        async with database_at(url) as database:
            await database.write(lambda c: people.set_standing(c, mod.id, Standing.MODERATOR))
        dm = await ana.open_dm(beto)
        said = await beto.send(dm, "hola")
        async with ana.stream() as stream:
            await stream.until("sync")
            suspension = sanction(ana, "suspension")
            account = (await lay(mod, ana, "suspension")).json()["account"]
            assert account["sanctions"] == [suspension]
            last = [frame for frame in await stream.rest() if frame.name == "account-updated"]
            assert [frame.partial for frame in last] == [account]
        await beto.send(dm, "¿estás?")
        details = {name: suspension[name] for name in ("until", "reason")}
        log_in = {"email": ana.email, "password": PASSWORD}
        for method, path, body in (
            ("GET", "/sync", None),
            ("GET", "/events", None),
            ("GET", f"/conversations/{dm}/messages", None),
            ("PUT", f"/conversations/{dm}/read", {"message_id": said["id"]}),
            ("POST", f"/conversations/{dm}/messages", {"client_message_id": dm, "content": "x"}),
            ("PUT", f"/conversations/{dm}/typing", {"typing": True}),
            ("PUT", "/me/password", {"current": PASSWORD, "password": PASSWORD}),
            ("POST", "/sessions", log_in),
        ):
            answer = await ana.ask(method, path, json=body)
            assert code(answer) == (403, "suspended"), path
            assert answer.json()["error"]["details"] == details
        wrong = await ana.ask("POST", "/sessions", json=log_in | {"password": "wrong horse"})
        assert code(wrong) == (401, "wrong_credentials")
        assert (await ana.do("GET", "/me"))["user"]["id"] == ana.id
        assert (await lay(mod, ana, "suspension", None)).status_code == 200
        # What came meanwhile was kept for her.
        frames = await ana.since(last[0].cursor or "")
        assert [frame.name for frame in frames] == ["message-created", "account-updated"]
        assert (await lay(mod, ana, "suspension")).status_code == 200
        await ana.do("DELETE", "/sessions/current")


async def test_standing_is_told_to_whose_it_is(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    await ana.open_dm(beto)
    before = {person: (await person.snapshot())["cursor"] for person in (ana, beto)}
    await world.promote(ana)
    ((name, _, payload),) = await told(world, ana, before[ana])
    assert (name, payload["partial"]["standing"]) == ("account-updated", "moderator")
    assert await told(world, beto, before[beto]) == []
