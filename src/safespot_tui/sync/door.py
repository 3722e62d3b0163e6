"""The gateway, opened when it is first needed."""

import asyncio
from collections.abc import Awaitable, Callable

from safespot_tui.gateway.protocol import Capability, Gateway

OpenGateway = Callable[[], Awaitable[Gateway]]
"""Opens a logged-in gateway; may raise a `GatewayError`."""


class Door:
    """Holds the gateway, so that nothing of HTTP is imported before the first paint."""

    def __init__(self, open_gateway: OpenGateway) -> None:
        self._open = open_gateway
        self._opening = asyncio.Lock()
        self._gateway: Gateway | None = None

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the server can do; as long as that is not known, everything."""
        return frozenset(Capability) if self._gateway is None else self._gateway.capabilities

    async def gateway(self) -> Gateway:
        """The gateway. Raises a `GatewayError`."""
        async with self._opening:
            if self._gateway is None:
                self._gateway = await self._open()
            return self._gateway

    async def aclose(self) -> None:
        """Close it, if it was ever opened."""
        if self._gateway is not None:
            await self._gateway.aclose()
