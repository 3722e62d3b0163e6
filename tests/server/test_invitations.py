"""Who is there without an account gets one of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import delete

from safespot_tui.server import invitations
from safespot_tui.server.app import create_app
from safespot_tui.server.errors import ApiError
from safespot_tui.server.schema import accounts, sessions

from .conftest import PASSWORD, Person, World

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=7)


@pytest.mark.usefixtures("quick_passwords")
async def test_once_for_whom_it_is_for(database_url: str) -> None:
    app = create_app(database_url)
    async with app.router.lifespan_context(app):
        database = app.state.backend.database
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            ana, beto = await World(http).people("ana", "beto")
            dm = await beto.open_dm(ana)
            await beto.send(dm, "hola")

            def forget(connection: Any) -> None:
                for table in (sessions, accounts):
                    connection.execute(delete(table).where(table.c.user_id == ana.id))

            async def accept(code: str, email: str = "a@example.org") -> httpx.Response:
                body = {"invitation": code, "email": email, "password": PASSWORD}
                return await http.post("/invitations/accepted", json=body)

            def invite(connection: Any, until: datetime = LATER) -> str:
                return invitations.invite(connection, ana.id, until)

            with pytest.raises(ApiError, match="has an account"):
                await database.write(invite)
            await database.write(forget)
            late = await database.write(lambda c: invite(c, NOW - timedelta(seconds=1)))
            assert (await accept(late)).status_code == 404
            first, code = await database.write(invite), await database.write(invite)
            assert (await accept(first)).status_code == 404
            assert (await accept(code, beto.email)).status_code == 409
            answer = await accept(code)
            assert answer.status_code == 201
            assert answer.json()["user"] == {"id": ana.id, "alias": "ana"}
            assert (await accept(code, "other@example.org")).status_code == 404
            again = Person(http, answer.json(), "a@example.org")
            [theirs] = (await again.snapshot())["entities"]["messages"].values()
            assert theirs["content"] == "hola"
            body = {"email": "a@example.org", "password": PASSWORD}
            assert (await http.post("/sessions", json=body)).status_code == 201
