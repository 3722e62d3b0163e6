"""Accounts, sessions and finding people."""

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from safespot_tui.server.app import create_app
from safespot_tui.server.schema import accounts, sessions


async def test_logs_in_with_any_case_of_the_email(world: Any) -> None:
    ana = await world.person("ana")
    body = {"email": " ANA@example.org ", "password": "correct horse"}
    answer = await world.http.post("/sessions", json=body)
    assert answer.status_code == 201
    assert answer.json()["user"] == {"id": ana.id, "alias": "ana"}
    assert answer.json()["token"] != ana.token


async def test_unknown_email_and_wrong_password_look_the_same(world: Any) -> None:
    await world.person("ana")
    answers = [
        await world.http.post("/sessions", json={"email": email, "password": "not this one"})
        for email in ("ana@example.org", "nobody@example.org")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


async def test_unknown_email_costs_a_verification(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safespot_tui.server.auth import passwords

    verified: list[str] = []

    class Spy:
        def verify(self, password_hash: str, _password: str) -> bool:
            verified.append(password_hash)
            return True

    await world.http.post("/sessions", json={"email": "a@b", "password": "warm up"})
    monkeypatch.setattr(passwords, "_HASHER", Spy())
    answer = await world.http.post("/sessions", json={"email": "a@b", "password": "nobody's"})
    assert answer.status_code == 401
    assert len(verified) == 1


async def test_the_password_of_the_dummy_logs_nobody_in(world: Any) -> None:
    answer = await world.http.post("/sessions", json={"email": "a@b", "password": "nobody's"})
    assert answer.status_code == 401


async def test_logging_out_makes_the_token_worthless_at_once(world: Any) -> None:
    ana = await world.person("ana")
    other_window = await world.again(ana)
    await ana.do("DELETE", "/sessions/current")
    assert (await ana.ask("GET", "/me")).status_code == 401
    assert (await other_window.do("GET", "/me"))["email"] == "ana@example.org"


async def test_stores_neither_tokens_nor_passwords(database_url: str) -> None:
    app = create_app(database_url)
    async with app.router.lifespan_context(app):
        import httpx

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            body = {"email": "a@b", "password": "correct horse", "alias": "ana"}
            token = (await http.post("/accounts", json=body)).json()["token"]
        read = app.state.backend.database.read
        stored = await read(lambda c: c.scalar(select(sessions.c.token_sha256)))
        password_hash = await read(lambda c: c.scalar(select(accounts.c.password_hash)))
    assert stored == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("alias", ["ANA", " aNa ", "a\u200bna", "\uff21na"])
async def test_an_alias_is_taken_in_every_spelling(world: Any, alias: str) -> None:
    await world.person("ana")
    body = {"email": "other@example.org", "password": "correct horse", "alias": alias}
    answer = await world.http.post("/accounts", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "alias_taken")


async def test_an_email_is_taken_once(world: Any) -> None:
    await world.person("ana")
    body = {"email": "Ana@Example.org", "password": "correct horse", "alias": "otra"}
    answer = await world.http.post("/accounts", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "email_taken")


async def test_an_alias_must_be_visible(world: Any) -> None:
    body = {"email": "a@b", "password": "correct horse", "alias": "\u200b\u2060"}
    assert (await world.http.post("/accounts", json=body)).status_code == 422


async def test_renames_oneself_in_another_case(world: Any) -> None:
    ana = await world.person("ana")
    assert (await ana.do("PATCH", "/me", {"alias": "Ana"}))["user"]["alias"] == "Ana"
    beto = await world.person("beto")
    answer = await beto.ask("PATCH", "/me", json={"alias": "ANA"})
    assert answer.status_code == 409


async def test_finds_people_by_a_part_of_their_alias(world: Any) -> None:
    ana, *_ = await world.people("ana", "Mariana", "Anabel", "Beto", "100%_x")

    async def search(alias: str, **more: Any) -> list[str]:
        found = await ana.do("GET", "/users", params={"alias": alias, **more})
        return [found["entities"]["users"][id_]["alias"] for id_ in found["ids"]]

    assert await search("ANA") == ["Anabel", "Mariana"]
    assert await search("ana", limit=1) == ["Anabel"]
    assert await search("") == []
    assert await search("%") == ["100%_x"]
    assert await search("_") == ["100%_x"]
    assert await search("nobody") == []


async def test_a_changed_password_is_the_only_one_and_ends_all_other_sessions(live: Any) -> None:
    ana = await live.person("ana")
    elsewhere = await live.again(ana)
    async with ana.stream() as here, elsewhere.stream() as there:
        await here.until("sync")
        await there.until("sync")
        body = {"current": "correct horse", "password": "another horse"}
        await ana.do("PUT", "/me/password", body)
        assert [frame.name for frame in await there.rest() if frame.cursor] == []
        dm = await ana.open_dm(await live.person("beto"))
        assert (await here.until("conversation-created"))[-1].payload["id"] == dm
    for method, path in (("GET", "/me"), ("PUT", f"/conversations/{dm}/typing")):
        assert (await elsewhere.ask(method, path, json={"typing": True})).status_code == 401
    for password, status in (("correct horse", 401), ("another horse", 201)):
        login = {"email": ana.email, "password": password}
        assert (await live.http.post("/sessions", json=login)).status_code == status


async def test_who_does_not_know_the_password_does_not_change_it(world: Any) -> None:
    """Not even with a session, and they may not go on guessing either."""
    ana = await world.person("ana")
    window = await world.again(ana)
    body = {"current": "wrong horse", "password": "another horse"}
    refused = await ana.ask("PUT", "/me/password", json=body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "wrong_password")
    for _guess in range(9):
        await ana.ask("PUT", "/me/password", json=body)
    right = await ana.ask("PUT", "/me/password", json=body | {"current": "correct horse"})
    assert right.status_code == 429
    assert (await window.ask("GET", "/me")).status_code == 200


async def test_of_two_who_change_it_at_once_one_does(world: Any) -> None:
    ana = await world.person("ana")
    answers = await asyncio.gather(
        *(
            ana.ask("PUT", "/me/password", json={"current": "correct horse", "password": new})
            for new in ("one horse more", "two horses more")
        )
    )
    assert sorted(answer.status_code for answer in answers) in ([204, 403], [204, 409])
