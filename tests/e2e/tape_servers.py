"""The servers that tapes are played on, each of a tape's own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Protocol, assert_never

from safespot_tui.gateway.protocol import Capability
from safespot_tui.stage.own_server import OwnServer
from safespot_tui.stage.tape.player import OwnServer as Stoppable
from safespot_tui.stage.tape.script import Script
from tests.safespot_server import SafeSpotServer, Traps


class Kind(StrEnum):
    """What is served."""

    BUNDLED = "bundled"
    """This project's backend."""
    DEPLOYED = "deployed"
    """What stands in for the API that SafeSpot runs today, with all its traps."""


ONLY_THERE: dict[Kind, frozenset[Capability]] = {
    Kind.BUNDLED: frozenset(
        {
            Capability.CHANGE_PASSWORD,
            Capability.FLAGS,
            Capability.FORWARDS,
            Capability.GROUPS,
            Capability.HISTORY_PAGING,
            Capability.LIVE_EDITS,
            Capability.MODERATION,
            Capability.MUTE,
            Capability.SEARCH,
            Capability.WAKES_ARCHIVED,
        }
    ),
    Kind.DEPLOYED: frozenset({Capability.LEAVE_DM, Capability.REPORTS}),
}
"""What a tape may require that the other server cannot do."""


def kinds_for(script: Script) -> list[Kind]:
    """The servers that can do all that a tape requires."""
    needs = set(script.needs)
    return [
        kind
        for kind in Kind
        if not any(needs & can for other, can in ONLY_THERE.items() if other is not kind)
    ]


class Served(Stoppable, Protocol):
    """A server with its address."""

    @property
    def url(self) -> str:
        """Its base URL."""
        ...


@asynccontextmanager
async def serving(kind: Kind, folder: Path) -> AsyncGenerator[Served]:
    """A server that nobody else uses; what it keeps is in `folder`."""
    server: OwnServer | SafeSpotServer
    match kind:
        case Kind.BUNDLED:
            server = OwnServer(folder)
        case Kind.DEPLOYED:
            server = SafeSpotServer(Traps(user_heartbeat=1, room_heartbeat=0.5))
        case _:
            assert_never(kind)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
    if isinstance(server, SafeSpotServer):
        # What it cannot have been asked by a client that knows it, and what it fell over.
        assert [repr(each) for each in server.backend.mistakes] == []
        assert list(server.backend.deaths) == []
