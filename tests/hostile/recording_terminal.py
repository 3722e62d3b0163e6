"""The real screen, painted by its real code into a terminal that only listens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from textual.drivers import headless_driver
from textual.pilot import Pilot

from safespot_tui.actions.way_in import WayIn
from safespot_tui.config.settings import Settings
from safespot_tui.domain.ids import ConversationId, ReportId
from safespot_tui.domain.report import Report
from safespot_tui.stage.settled import settled
from safespot_tui.store.store import Store
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.engine import Launch, OpenEngine
from safespot_tui.tui.screens.main import MainScreen
from tests.hostile.sequences import orders
from tests.tui.fake_engine import FakeEngine

OURS = {
    "CSI m", "CSI H", "CSI ?h", "CSI ?l", "C0 0A", "C0 0D", "OSC 22", "OSC 52", "CSI >u", "CSI <u",
    "CSI ?p", "C0 07", "CSI t", "OSC 2", "CSI C", "CSI G", "CSI K", "CSI X",
}  # fmt: skip
"""What the client may tell a terminal at all.

Besides, where an address leads (see `orders`).

OSC 52 holds base64 alone; C0 07 is the bell; CSI t and OSC 2 are the title of the window.
"""


class Recording:
    """What was written to the terminal."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def write(self, data: str) -> None:
        self._written.append(data)

    def take(self) -> str:
        """Everything since it was last taken."""
        written, self._written = "".join(self._written), []
        return written


class Stage:
    """The app, and what it writes."""

    def __init__(self, app: MessengerApp, pilot: Pilot[None], recording: Recording) -> None:
        self.app = app
        self.pilot = pilot
        self.recording = recording

    @property
    def main(self) -> MainScreen:
        """Inbox and conversation."""
        (main,) = (screen for screen in self.app.screen_stack if isinstance(screen, MainScreen))
        return main

    def open(self, conversation: str) -> ConversationId:
        """Show a conversation."""
        self.main.open(ConversationId(conversation))
        return ConversationId(conversation)

    async def painted(self) -> str:
        """Everything on the screen, painted once from the beginning."""
        await self.pilot.pause()
        await settled(self.pilot.app)
        self.recording.take()
        self.app.repaint()
        await self.pilot.pause()
        await settled(self.pilot.app)
        return self.recording.take()


def only_ours(output: str) -> None:
    """Nothing but what the client itself may say to a terminal."""
    foreign = {kind: count for kind, count in orders(output).items() if kind not in OURS}
    assert not foreign, foreign


class _Engine(FakeEngine):
    """Tells of a report what is known of it."""

    async def report(self, report_id: ReportId) -> Report:
        known = self.store.report(report_id)
        assert known is not None
        return structs.replace(known, description=known.title, place=known.title)


@asynccontextmanager
async def staged(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, **launched: Any
) -> AsyncIterator[Stage]:
    """The app on `store`; a driver that reaches no terminal records what it would have written.

    `launched` is what its `Launch` says besides.
    """
    recording = Recording()

    class RecordingDriver(headless_driver.HeadlessDriver):
        """Not headless, so that the app renders for it."""

        @property
        def is_headless(self) -> bool:
            return False

        def write(self, data: str) -> None:
            recording.write(data)

    monkeypatch.setattr(headless_driver, "HeadlessDriver", RecordingDriver)
    launch = Launch(
        # Pictures come when they come, and then a screen takes more orders than its twin did.
        settings=launched.pop("settings", Settings(thumbnails=False)),
        log_in=_nobody,
        state_path=folder / "screen.json",
        log_path=folder / "safespot.log",
        server="https://chat.safespot.example",
        email="vera@example.org",
        **launched,
    )
    app = MessengerApp(_Engine(store), launch)
    async with app.run_test(size=(110, 32), notifications=True) as pilot:
        await pilot.pause()
        yield Stage(app, pilot, recording)


async def _nobody(server: str, way_in: WayIn) -> OpenEngine:
    raise AssertionError("nobody logs in here")
