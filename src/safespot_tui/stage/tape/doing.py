"""Does the steps of a tape, each until it is done and all that it caused is drawn."""

import asyncio
from collections.abc import Mapping
from typing import Protocol, assert_never

from safespot_tui.i18n import N_
from safespot_tui.stage.client import Client
from safespot_tui.stage.tape.alias import with_aliases
from safespot_tui.stage.tape.backstage import Backstage
from safespot_tui.stage.tape.commands import (
    As,
    Close,
    Command,
    Do,
    Expect,
    ExpectHealthy,
    ExpectNot,
    ExpectStore,
    ExpectSynced,
    Fault,
    GivenDm,
    GivenGroup,
    GivenMessages,
    Heal,
    Open,
    Paste,
    Press,
    Resize,
    Restart,
    Role,
    Screenshot,
    Server,
    ServerOrder,
    Sleep,
    Type,
    Wait,
)
from safespot_tui.stage.tape.company import Company
from safespot_tui.stage.tape.expecting import Expecting
from safespot_tui.stage.tape.unmet import Unmet

MARGIN_SECONDS = 30.0
"""By how much longer than the tape's deadline a step may take that is not told to wait."""


class OwnServer(Protocol):
    """A server that a tape may stop and start."""

    async def start(self) -> None:
        """Serve, at the same address as before."""
        ...

    async def stop(self) -> None:
        """End all streams and answer nobody any more."""
        ...


class Doing:
    """Knows who is there, and whether the server is."""

    def __init__(
        self,
        company: Company,
        backstage: Backstage,
        server: OwnServer | None,
        aliases: Mapping[str, str],
        deadline: float,
    ) -> None:
        """`aliases` are those of the cast; `deadline` is in seconds."""
        self._company = company
        self._backstage = backstage
        self._server = server
        self._aliases = aliases
        self._deadline = deadline
        self._expecting = Expecting(aliases, deadline)
        self._server_is_up = True

    async def do(self, command: Command) -> None:
        """Do one. Raises `Unmet`, `Restless`, `TimeoutError`, and what clients raise."""
        match command:
            case As(role):
                await self._enter(role)
            case Close(role):
                await self._company.leave(role)
            case Restart(role):
                await self._company.leave(role)
                await self._enter(role)
            case GivenDm() | GivenGroup() | GivenMessages():
                await self._backstage.give(command)
            case Server(order):
                await self._order(order)
            case Sleep(seconds):
                await asyncio.sleep(seconds)
            case Wait() | Expect():
                await self._expecting.on_screen(self._client, command)
            case ExpectNot():
                await self._expecting.not_on_screen(self._client, command)
            case ExpectStore():
                await self._expecting.in_store(self._client, command)
            case ExpectSynced(seconds):
                name = self._company.name_of(self._client)
                await self._expecting.synced(self._client, name, self._backstage, seconds)
            case ExpectHealthy():
                await self._expecting.healthy(self._client)
            case Open(title, seconds):
                await self._expecting.opened(self._client, title, seconds)
            case Fault(order):
                self._client.instruments.faults.order(order)
            case Heal():
                self._client.instruments.faults.order("heal")
            case _:
                async with asyncio.timeout(self._deadline + MARGIN_SECONDS):
                    await self._act(command)

    async def _act(self, command: Type | Press | Paste | Do | Resize | Screenshot) -> None:
        client = self._client
        match command:
            case Type(text):
                await client.type(with_aliases(text, self._aliases))
            case Press(key, times):
                await client.press(*[key] * times)
            case Paste(text):
                await client.paste(with_aliases(text, self._aliases))
            case Do(action_id, words):
                await client.perform(action_id, with_aliases(words, self._aliases))
            case Resize(columns, lines):
                await client.resize(columns, lines)
            case Screenshot():
                await client.settled()
            case _:
                assert_never(command)

    async def aclose(self) -> None:
        """Close all clients, and leave the server running. Raises `Unmet` for one that was hurt."""
        try:
            await self._company.aclose()
        finally:
            await self._backstage.aclose()
            if not self._server_is_up and self._server is not None:
                await self._server.start()

    @property
    def _client(self) -> Client:
        """Whoever does things now. Raises `Unmet`."""
        client = self._company.current
        if client is None:
            raise Unmet(N_("Whoever should do this was closed: bring them in with As NAME."))
        return client

    async def _enter(self, role: Role) -> None:
        if await self._company.enter(role) and self._server_is_up:
            await self._expecting.live(self._client)

    async def _order(self, order: ServerOrder) -> None:
        if self._server is None:
            raise Unmet(N_("This server is not the tape's own."))
        if order is not ServerOrder.START:
            await self._server.stop()
            self._server_is_up = False
        if order is not ServerOrder.STOP:
            await self._server.start()
            self._server_is_up = True
