"""The gateway, opened when it is first needed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Capability, Gateway

OpenGateway = Callable[[], Awaitable[Gateway]]
"""Opens a logged-in gateway; may raise a `GatewayError`."""


class Door:
    """Holds the gateway, so that nothing of HTTP is imported before the first paint."""

    def __init__(self, open_gateway: OpenGateway) -> None:
        self._open = open_gateway
        self._opening = asyncio.Lock()
        self._gateway: Gateway | None = None
        self._outdated: list[Gateway] = []
        self._watched: Sequence[ConversationId] = ()
        self._silent = False

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the server can do; as long as that is not known, everything."""
        return frozenset(Capability) if self._gateway is None else self._gateway.capabilities

    @property
    def moderation(self) -> Moderation | None:
        """The moderators' desk of the server; None also as long as nobody asked it anything."""
        return None if self._gateway is None else self._gateway.moderation

    async def moderators_desk(self) -> Moderation | None:
        """As `moderation`, of the gateway that is opened for it. Raises a `GatewayError`."""
        return (await self.gateway()).moderation

    @property
    def edit_window(self) -> timedelta | None:
        """How old a message may be and still be edited; None as long as that is not known."""
        return None if self._gateway is None else self._gateway.edit_window

    @property
    def expires_at(self) -> datetime | None:
        """When the secret stops being good, where that is known."""
        return None if self._gateway is None else self._gateway.expires_at

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """These conversations are on screen now; a gateway that is opened later is told, too."""
        self._watched = conversation_ids
        if self._gateway is not None:
            self._gateway.watch(conversation_ids)

    def be_silent(self, *, silent: bool) -> None:
        """Have the gateway tell nobody that the user is there; one opened later is told, too."""
        self._silent = silent
        if self._gateway is not None:
            self._gateway.be_silent(silent=silent)

    @property
    def silent_note(self) -> str:
        """What the server tells others in silent mode all the same, as a sentence; or nothing."""
        return "" if self._gateway is None else self._gateway.silent_note

    def reopen(self) -> None:
        """The secret is another one now: what is asked for next is a gateway that has it."""
        if self._gateway is not None:
            self._outdated.append(self._gateway)
            self._gateway = None

    async def gateway(self) -> Gateway:
        """The gateway. Raises a `GatewayError`."""
        async with self._opening:
            while self._outdated:
                await self._outdated.pop().aclose()
            if self._gateway is None:
                gateway = await self._open()
                gateway.watch(self._watched)
                if self._silent:
                    gateway.be_silent(silent=True)
                self._gateway = gateway
            return self._gateway

    async def aclose(self) -> None:
        """Close what was ever opened."""
        for gateway in (*self._outdated, self._gateway):
            if gateway is not None:
                await gateway.aclose()
