"""Records a cassette, and disturbs nobody by it."""

import logging
import secrets
from pathlib import Path

from safespot_tui import __version__
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.archived import packed
from safespot_tui.instruments.cassette.asked import OPEN
from safespot_tui.instruments.cassette.clock import SeededClock
from safespot_tui.instruments.cassette.digest import end_of
from safespot_tui.instruments.cassette.entry import VERSION, Entry, Header, Input, Scene
from safespot_tui.instruments.cassette.file import CassetteWriter
from safespot_tui.instruments.cassette.notebook import Notebook
from safespot_tui.instruments.cassette.recorded_gateway import RecordedGateway
from safespot_tui.instruments.cassette.witness import Witness
from safespot_tui.store.store import Store
from safespot_tui.sync.door import OpenGateway

_log = logging.getLogger(__name__)


class Recorder(Witness):
    """One cassette, while it is being recorded.

    ::

        made ──begin──▶ recording ──end──▶ closed
                            └──disk full──▶ closed, and `on_failure` is told, once
    """

    def __init__(self, path: Path, archive_path: Path | None = None) -> None:
        """Make the file, and copy the archive before it is opened. Raises `OSError`."""
        self._seed = secrets.token_hex(16)
        self.clock = SeededClock(self._seed)
        """What the engine has to go by, for its ids to be drawn again."""
        self.on_failure = _nobody_is_told
        self._writer: CassetteWriter | None = CassetteWriter(path)
        self._archive = packed(archive_path) if archive_path is not None else b""
        self._began, self._began_at = self.clock.monotonic(), self.clock.now()
        self._early: list[Entry] | None = []
        """What came before the app stood."""
        self._notebook = Notebook(self._take, lambda: self.elapsed)

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning, to the microsecond."""
        return round(self.clock.monotonic() - self._began, 6)

    def opening(self, open_gateway: OpenGateway) -> OpenGateway:
        """Opens the same gateway, and has what crosses it written down."""

        async def opened() -> Gateway:
            call = self._notebook.called(Call(OPEN, {}))
            try:
                gateway = RecordedGateway(await open_gateway(), self._notebook)
            except GatewayError as error:
                self._notebook.failed(call, error)
                raise
            self._notebook.answered(call, None)
            return gateway

        return opened

    def begin(self, scene: Scene) -> None:
        """Write the header."""
        if self._early is not None:
            early, self._early = self._early, None
            header = Header(VERSION, __version__, self._began_at, self._seed, scene, self._archive)
            self._archive = b""
            for each in (header, *early):
                self._write(each)

    def note(self, given: Input) -> None:
        """Write down what the user did."""
        self._take(given)

    def end(self, store: Store, screen: str) -> None:
        """Write what is known and shown, and close."""
        if self._writer is not None:
            self._take(end_of(store, screen, self.elapsed))
            self.close()

    def close(self) -> None:
        """Nothing more is recorded."""
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                writer.close()
            except OSError as error:
                self._fail(error)

    # ---------------------------------------------------------------------------- inside

    def _take(self, entry: Entry) -> None:
        if self._early is not None:
            self._early.append(entry)
        else:
            self._write(entry)

    def _write(self, entry: Header | Entry) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(entry)
        except (OSError, TypeError, ValueError) as error:
            self._writer.abandon()
            self._writer = None
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        _log.warning("nothing is recorded any more: %s", type(error).__name__)
        self.on_failure()


def _nobody_is_told() -> None:
    """There is no app yet."""
