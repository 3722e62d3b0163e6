"""A bundled server that the stage has to itself, and may stop and start."""

from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

from safespot_tui.server.serve import serving


class OwnServer:
    """Inside this event loop; its database is in `folder`, which is there.

    ::

        stopped ──start──▶ serving ──stop──▶ stopped      the same address, the same database;
                                                          streams and all that was in memory end
    """

    def __init__(self, folder: Path) -> None:
        self._database_url = f"sqlite:///{folder / 'server.sqlite3'}"
        self._running: AsyncExitStack | None = None
        self._port = 0
        self.url = ""
        """Empty until it was started once."""

    async def start(self) -> None:
        """Serve, if it does not. Raises what `serving` raises."""
        if self._running is None:
            stack = AsyncExitStack()
            self.url = await stack.enter_async_context(serving(self._database_url, port=self._port))
            self._port = urlsplit(self.url).port or 0
            self._running = stack

    async def stop(self) -> None:
        """End all streams and answer nobody any more."""
        running, self._running = self._running, None
        if running is not None:
            await running.aclose()
