"""Who is logged in where, for a client that leaves nothing behind."""

from msgspec import Struct

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.gateway.auth import open_gateway
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.instruments import Instruments


class Account(Struct, frozen=True):
    """Somebody on a server, and the secret that proves it."""

    server: str
    """Its base URL."""
    token: str
    user_id: str
    alias: str
    email: str = ""
    dialect: Dialect = Dialect.GLOBAL_CHAT
    insecure: bool = False

    def __repr__(self) -> str:
        return f"Account({self.alias!r} at {self.server!r})"

    __str__ = __repr__

    async def gateway(self, origin: OriginClientId, instruments: Instruments) -> Gateway:
        """A gateway with the instruments around it. Raises a `GatewayError`."""
        gateway = await open_gateway(
            self.server,
            self.token,
            origin,
            dialect=self.dialect,
            insecure=self.insecure,
            wire=instruments.wire,
            clock=instruments.clock,
        )
        return instruments.around(gateway)
