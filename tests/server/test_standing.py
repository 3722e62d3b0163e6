"""What an account is to the whole server, and an operator beside a running one."""

import asyncio
from pathlib import Path
from typing import Any

from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.administration.desk import database_at
from safespot_tui.server.auth import sessions

from .conftest import PATIENCE


async def test_who_is_logged_out_by_an_operator_hears_no_more(serve: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url, heartbeat_seconds=0.1) as world:
        ana, beto = await world.people("ana", "beto")
        dm = await ana.open_dm(beto)
        async with ana.stream() as stream:
            await stream.until("sync")
            async with database_at(url) as database:
                await database.write(lambda c: sessions.revoke_all(c, ana.id))
            async with asyncio.timeout(PATIENCE):
                await stream.rest()
        assert (await ana.ask("GET", "/sync")).status_code == 401
        await beto.send(dm, "¿estás?")


async def test_who_is_made_a_moderator_beside_the_server_is_told(
    serve: Any, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serve(url, heartbeat_seconds=0.1) as world:
        (ana,) = await world.people("ana")
        async with ana.stream() as stream:
            await stream.until("sync")
            async with database_at(url) as database:
                await database.write(lambda c: people.set_standing(c, ana.id, Standing.MODERATOR))
            told = await stream.until("account-updated")
        assert told[-1].partial == {"standing": "moderator", "sanctions": []}
