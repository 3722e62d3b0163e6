"""What an account is to the whole server, and an operator beside a running one."""

import uuid
from pathlib import Path
from typing import Any

from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.administration.desk import database_at
from safespot_tui.server.auth import sessions


async def test_a_moderator_takes_back_what_others_wrote(serve: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url) as world:
        ana, beto = await world.people("ana", "beto")
        group = await ana.open_group("Plaza", beto)
        written = await ana.send(group, "spam")
        path = f"/messages/{written['id']}"
        assert (await beto.ask("DELETE", path)).status_code == 403
        async with database_at(url) as database:
            await database.write(
                lambda c: people.set_standing(c, people.find(c, "beto").id, Standing.MODERATOR)
            )
        # From the very next request on, in the same session.
        await beto.do("DELETE", path)
        assert (await ana.message(written["id"]))["deleted_at"]
        edit = await beto.ask("PATCH", path, json={"content": "otra cosa"})
        assert edit.status_code == 403
        notice = (await ana.do("GET", f"/conversations/{group}/messages"))["ids"][0]
        assert (await beto.ask("DELETE", f"/messages/{notice}")).status_code == 403


async def test_a_moderator_sees_no_more_than_others(serve: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url) as world:
        ana, beto, mod = await world.people("ana", "beto", "mod")
        dm = await ana.open_dm(beto)
        written = await ana.send(dm, "entre nosotros")
        async with database_at(url) as database:
            await database.write(lambda c: people.set_standing(c, mod.id, Standing.ADMIN))
        known = await mod.ask("DELETE", f"/messages/{written['id']}")
        unknown = await mod.ask("DELETE", f"/messages/{uuid.uuid4()}")
        assert known.status_code == unknown.status_code == 404
        assert known.content == unknown.content


async def test_who_is_logged_out_by_an_operator_hears_no_more(serve: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url, heartbeat_seconds=0.1) as world:
        ana, beto = await world.people("ana", "beto")
        dm = await ana.open_dm(beto)
        async with ana.stream() as stream:
            await stream.until("sync")
            async with database_at(url) as database:
                await database.write(lambda c: sessions.revoke_all(c, ana.id))
            await stream.rest()
        assert (await ana.ask("GET", "/sync")).status_code == 401
        await beto.send(dm, "¿estás?")
