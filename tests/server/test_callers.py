"""Who writes is remembered, and looked for again in the transaction that writes."""

from typing import Any

from safespot_tui.server.administration.desk import database_at
from safespot_tui.server.auth import sessions

from .conftest import World


async def test_a_token_that_another_process_revokes_writes_nothing_more(
    serve: Any, tmp_path: Any
) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url) as world:
        ana, beto = await world.people("ana", "beto")
        dm = await ana.open_dm(beto)
        written = await ana.send(dm, "hola")
        async with database_at(url) as database:
            await database.write(lambda c: sessions.revoke_all(c, ana.id))
        body = {"client_message_id": written["client_message_id"], "content": "hola"}
        asked = [
            await ana.ask("POST", f"/conversations/{dm}/messages", json=body),
            await ana.ask("PUT", f"/conversations/{dm}/read", json={"message_id": written["id"]}),
        ]
        assert [answer.status_code for answer in asked] == [401, 401]
        assert (await beto.membership(dm, beto.id))["read_position"] == 0


async def test_who_logs_out_is_logged_out(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    again = await world.again(ana)
    await ana.send(dm, "hola")
    await again.send(dm, "hola")
    await ana.do("DELETE", "/sessions/current")
    # Before its body is looked at.
    assert (await ana.ask("POST", f"/conversations/{dm}/messages", json={})).status_code == 401
    await again.send(dm, "sigo aquí")


async def test_who_writes_on_is_not_looked_for_first(world: World, monkeypatch: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    await ana.send(dm, "hola")
    found: list[Any] = []
    monkeypatch.setattr(sessions, "find", lambda *given: found.append(given))
    await ana.send(dm, "¿estás?")
    assert found == []
