"""Real servers on loopback, each with a database of its own in memory."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from uuid import uuid4

import pytest

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.gateway import auth
from safespot_tui.gateway.protocol import Gateway, Identity
from safespot_tui.server.serve import serving

PASSWORD = "correct horse"

Join = Callable[[str], Awaitable["Somebody"]]


@pytest.fixture
async def server() -> AsyncGenerator[str]:
    """The URL of the bundled backend."""
    async with serving() as url:
        yield url


class Somebody:
    """One user with one window."""

    def __init__(self, identity: Identity, gateway: Gateway) -> None:
        self.identity = identity
        self.gateway = gateway
        self.id = identity.user.id


@pytest.fixture
async def join(server: str) -> AsyncGenerator[Join]:
    """Makes an account and opens a gateway for it."""
    opened: list[Gateway] = []

    async def join(alias: str) -> Somebody:
        identity = await auth.register(server, f"{alias}@example.org", PASSWORD, alias)
        origin = OriginClientId(str(uuid4()))
        gateway = await auth.open_gateway(server, identity.token, origin)
        opened.append(gateway)
        return Somebody(identity, gateway)

    yield join
    for gateway in opened:
        await gateway.aclose()
