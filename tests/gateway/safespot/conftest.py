"""The stand-in of the deployed server on loopback, and people who ask it."""

from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.safespot.budget import Budget
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.secret import Secret
from tests.safespot_server import Neighbourhood, SafeSpotServer

Ask = Callable[[str], Requests]


@pytest.fixture
async def safespot() -> AsyncGenerator[SafeSpotServer]:
    """Ana, Bruno and Carla with three rooms and all traps."""
    async with SafeSpotServer(seeded=True) as server:
        yield server
        server.faults.clear()
    assert server.backend.mistakes == []
    assert server.backend.deaths == []


@pytest.fixture
def neighbourhood(safespot: SafeSpotServer) -> Neighbourhood:
    assert safespot.neighbourhood is not None
    return safespot.neighbourhood


@pytest.fixture
async def ask(safespot: SafeSpotServer) -> AsyncGenerator[Ask]:
    """Makes the requests of one person."""
    clients: list[httpx.AsyncClient] = []

    def ask(person_id: str) -> Requests:
        proof = safespot.identity(person_id)
        client = httpx.AsyncClient(
            base_url=f"{safespot.url}/api", headers={"X-Client-ID": "window-1"}
        )
        clients.append(client)
        secret = Secret(
            anonymous_id=UserId(proof.anonymous_id),
            token=proof.token,
            signature=proof.signature,
            expires_at=datetime.now(UTC) + timedelta(days=7),
            registered=True,
        )
        return Requests(client, secret, Budget())

    yield ask
    for client in clients:
        await client.aclose()
