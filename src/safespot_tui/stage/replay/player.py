"""Who has a client do again what it did: gives it its user's keys and its server's answers."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.actions.folder import folders_in
from safespot_tui.config.settings import Settings, TimeFormat
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.cassette.clock import ToldClock
from safespot_tui.instruments.cassette.digest import end_of
from safespot_tui.instruments.cassette.entry import (
    Clicked,
    Did,
    Ended,
    Entry,
    Input,
    Looked,
    Pasted,
    Pressed,
    Resized,
    Scene,
)
from safespot_tui.instruments.cassette.file import Cassette
from safespot_tui.instruments.cassette.witness import Witness
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.client import Client
from safespot_tui.stage.replay.app import ReplayApp
from safespot_tui.stage.replay.engine import ReplayEngine
from safespot_tui.stage.replay.loop import ORIGIN, LiveLoop, ReplayLoop
from safespot_tui.stage.replay.outcome import Outcome
from safespot_tui.stage.replay.stop import Stop
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock as ScreenClock
from safespot_tui.tui.engine import Launch, OpenEngine
from safespot_tui.tui.recording import screen_of, settings_of

if TYPE_CHECKING:
    from safespot_tui.watching.rule import Rule

Watch = Callable[[Entry, str], None]
"""Is given what comes next, and the screen as it is before."""

RulesOf = Callable[[Settings], "Sequence[Rule]"]
"""Makes watch rules of what the settings say."""


def no_rules(_settings: Settings) -> "Sequence[Rule]":
    """Nothing is watched for."""
    return ()


class Player(Witness):
    """Plays one cassette, once. What does not fit into its loop's time is not its business."""

    def __init__(
        self, cassette: Cassette, loop: ReplayLoop | LiveLoop, clock: ToldClock, folder: Path
    ) -> None:
        """The client's files are in `folder`."""
        self.until: Stop | None = None
        """Where to end early."""
        self.watch: Watch | None = None
        self.rules_of: RulesOf = no_rules
        self.on_failure = lambda: None
        self._cassette = cassette
        self._loop = loop
        self._clock = clock
        self._folder = folder
        self._headless = isinstance(loop, ReplayLoop)
        self._instruments = Instruments(clock)
        self._instruments.witness = self
        self._instruments.trace.has_requests = False
        self._end: Ended | None = None
        self._doing = set[asyncio.Task[None]]()

    # ---------------------------------------------------------------------------- a witness

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self._loop.time() - ORIGIN

    def begin(self, scene: Scene) -> None:
        """The cassette knows it."""

    def note(self, given: Input) -> None:
        """It is from the cassette."""

    def end(self, store: Store, screen: str) -> None:
        """The user left, as they did when it was recorded."""
        if self._end is None:
            self._end = end_of(store, screen, self.elapsed)

    # ---------------------------------------------------------------------------- playing

    async def play(self) -> Outcome:
        """Play it to its end. Raises an `ArchiveError`."""
        scene = self._cassette.header.scene
        engine = ReplayEngine(
            self._cassette, self._folder, self._clock, lambda: self.elapsed, self._instruments
        )
        app = ReplayApp(engine, self._launch(scene))
        size = (scene.columns, scene.lines) if self._headless else None
        life = asyncio.create_task(app.run_async(headless=self._headless, size=size))
        last = await self._play(app, engine, life)
        if not life.done():
            with app._context():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
                # As when it was recorded: what waits for the next frame is shown first.
                app.end_record()
                app.exit()
        await life
        end = self._end or end_of(engine.store, "", self.elapsed)
        return Outcome(
            end,
            engine.store,
            self._instruments,
            last if isinstance(last, Ended) else None,
            tuple(engine.calls.divergences),
            tuple(engine.calls.unasked(end.at)),
            type(app.crash).__name__ if app.crash is not None else "",
        )

    async def _play(
        self, app: ReplayApp, engine: ReplayEngine, life: "asyncio.Task[None]"
    ) -> Entry | None:
        """The last that was played; the end of the recording also where the client left before."""
        entries = self._cassette.entries
        for number, entry in enumerate(entries, start=1):
            await asyncio.sleep(ORIGIN + entry.at - self._loop.time())
            await self._loop.rest()
            if life.done():
                break
            if self.watch is not None:
                self.watch(entry, _seen(app))
            self._give(app, engine, entry)
            await self._loop.rest()
            if self.until is not None and self.until.is_at(number, entry):
                return entry
        return entries[-1] if entries else None

    def _give(self, app: ReplayApp, engine: ReplayEngine, entry: Entry) -> None:
        match entry:
            case Did():
                client = Client("replay", app, self._instruments)
                doing = asyncio.create_task(client.perform(entry.action, entry.words))
                self._doing.add(doing)
                doing.add_done_callback(self._doing.discard)
            case Pressed() | Pasted() | Clicked() | Resized() | Looked():
                app.give(entry)
            case _:
                engine.gateway.tell(entry)

    def _launch(self, scene: Scene) -> Launch:
        settings = settings_of(scene)
        memory = self._folder / "screen.json"
        memory.write_bytes(bytes(scene.memory))
        return Launch(
            log_in=_no_log_in,
            state_path=memory,
            log_path=self._folder / "client.log",
            server=safe_line(scene.server),
            tour=scene.tour,
            theme=scene.theme,
            folders=folders_in(settings.folders),
            rules=self.rules_of(settings),
            formatted=settings.formatting,
            clock=ScreenClock(
                lambda: self._clock.now().astimezone(),
                hours_12=settings.time_format is TimeFormat.HOURS_12,
            ),
            settings=settings,
            instruments=self._instruments,
        )


def _seen(app: ReplayApp) -> str:
    with app._context():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        return screen_of(app)


async def _no_log_in(_server: str, _way_in: object) -> OpenEngine:
    raise GatewayError("a replay is logged in")
