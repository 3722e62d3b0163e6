"""The engine of a replay: it has the archive that the recording began with, and no server."""

from collections.abc import Callable
from pathlib import Path

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.cassette.archived import unpack
from safespot_tui.instruments.cassette.file import Cassette
from safespot_tui.instruments.cassette.telling_gateway import TellingGateway
from safespot_tui.instruments.cassette.told_calls import ToldCalls
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import Clock
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin
from safespot_tui.sync.silent_mode import SilentMode

SOMEBODY = "somebody@stage.invalid"
"""In the place of an address that is not in a cassette."""


class ReplayEngine(Engine):
    """Draws the same ids as the engine that was recorded, in the same order."""

    def __init__(
        self,
        cassette: Cassette,
        folder: Path,
        clock: Clock,
        elapsed: Callable[[], float],
        instruments: Instruments,
    ) -> None:
        """Its archive is in `folder`. Raises an `ArchiveError`."""
        self._scene = scene = cassette.header.scene
        path = folder / "archive.db"
        if cassette.header.archive:
            unpack(cassette.header.archive, path)
        origin = new_origin(clock)
        store, archive = Store(), Archive(path, origin, keep_revisions=scene.keeps_revisions)
        if archive.contents is not None:
            store.apply(archive.contents.restored)
        self.calls = ToldCalls(cassette.entries, elapsed)
        """What the cassette has, and what was asked that it has not."""
        self.gateway = TellingGateway(self.calls, origin)
        instruments.watch(store)
        self._instruments = instruments
        silent = SilentMode()
        if scene.silent:
            silent.begin()
        super().__init__(store, archive, origin, self._opened, clock, silent)

    async def _opened(self) -> Gateway:
        return self._instruments.around(await self.gateway.opened())

    @property
    def server(self) -> str:
        """The address of the server that was recorded."""
        return safe_line(self._scene.server)

    @property
    def email(self) -> str:
        """Somebody's, where there was one."""
        return SOMEBODY if self._scene.has_email else ""

    async def renew(self, password: str) -> None:
        """Whatever is given is right: what came of it, the calls after it tell."""
        self.log_in_again()

    async def run(self, *, listen: bool = True) -> None:
        """Live until cancelled; then everything is closed."""
        try:
            await super().run(listen=listen)
        finally:
            await self.aclose()
