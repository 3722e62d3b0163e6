"""A cassette, played: the client does again what it did, with nobody there to answer."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from safespot_tui.actions.folder import folders_in
from safespot_tui.config.settings import TimeFormat
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.cassette.clock import ToldClock
from safespot_tui.instruments.cassette.digest import digest_of
from safespot_tui.instruments.cassette.entry import (
    Called,
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
from safespot_tui.instruments.cassette.telling_gateway import Divergence
from safespot_tui.instruments.cassette.witness import Witness
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.client import Client
from safespot_tui.stage.replay.engine import ReplayEngine
from safespot_tui.stage.replay.loop import ORIGIN, LiveLoop, ReplayLoop
from safespot_tui.stage.replay.place import placed
from safespot_tui.stage.replay.stop import Stop
from safespot_tui.stage.replay.time import one_time
from safespot_tui.store.store import Store
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.clock import Clock as ScreenClock
from safespot_tui.tui.engine import Launch, OpenEngine
from safespot_tui.tui.recording import event_of, screen_of, settings_of

Watch = Callable[[Entry, str], None]
"""Is given what comes next, and the screen as it is before."""


class Outcome(Struct, frozen=True):
    """What a replay came to."""

    digest: str
    screen: str
    store: Store
    recorded: Ended | None
    """What the recording came to; None where it has no end, or the replay did not go so far."""
    divergences: tuple[Divergence, ...] = ()
    unasked: tuple[Called, ...] = ()
    crash: str = ""
    """The mistake in the program that ended it early."""

    @property
    def is_same(self) -> bool:
        """Whether it came to what the recording came to, as far as that is known."""
        told = self.recorded
        same = told is None or (told.digest, told.screen) == (self.digest, self.screen)
        return same and not self.crash


def replay(
    cassette: Cassette,
    *,
    until: Stop | None = None,
    speed: float | None = None,
    watch: Watch | None = None,
) -> Outcome:
    """Play it: as fast as can be where nobody looks, with `speed` on this terminal.

    `until` ends it early. Raises an `ArchiveError`, `msgspec.MsgspecError`.
    """
    loop = ReplayLoop() if speed is None else LiveLoop(speed)

    def elapsed() -> float:
        return loop.time() - ORIGIN

    began_at = cassette.header.began_at
    clock = ToldClock(cassette.header.seed, began_at, elapsed)
    with (
        tempfile.TemporaryDirectory(prefix="safespot-replay-") as folder,
        placed(cassette.header.scene),
        one_time(loop.time, lambda: began_at.timestamp() + elapsed()),
        asyncio.Runner(loop_factory=lambda: loop) as runner,
    ):
        player = _Player(cassette, loop, clock, Path(folder), until, watch)
        return runner.run(player.play(headless=speed is None))


class _Player(Witness):
    def __init__(
        self,
        cassette: Cassette,
        loop: ReplayLoop | LiveLoop,
        clock: ToldClock,
        folder: Path,
        until: Stop | None,
        watch: Watch | None,
    ) -> None:
        self._cassette = cassette
        self._loop = loop
        self._clock = clock
        self._folder = folder
        self._until = until
        self._watch = watch
        self._end: Ended | None = None
        self._doing = set[asyncio.Task[None]]()

    @property
    def elapsed(self) -> float:
        return self._loop.time() - ORIGIN

    def begin(self, scene: Scene) -> None:
        """The cassette knows it."""

    def note(self, given: Input) -> None:
        """It is from the cassette."""

    def end(self, store: Store, screen: str) -> None:
        if self._end is None:
            self._end = Ended(self.elapsed, digest_of(store), screen)

    async def play(self, *, headless: bool) -> Outcome:
        scene = self._cassette.header.scene
        engine = ReplayEngine(self._cassette, self._folder, self._clock, lambda: self.elapsed)
        app = _app(engine, self._launch(scene))
        size = (scene.columns, scene.lines) if headless else None
        life = asyncio.create_task(app.run_async(headless=headless, size=size))
        played = await self._play(app, engine, life)
        self.end(engine.store, "" if life.done() else _seen(app))
        if not life.done():
            with app._context():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
                app.exit()
        await life
        assert self._end is not None  # noqa: S101
        last = played[-1] if played else None
        return Outcome(
            self._end.digest,
            self._end.screen,
            engine.store,
            last if isinstance(last, Ended) else None,
            tuple(engine.told.divergences),
            tuple(engine.told.unasked(self._end.at)),
            type(app.crash).__name__ if app.crash is not None else "",
        )

    async def _play(
        self, app: MessengerApp, engine: ReplayEngine, life: "asyncio.Task[None]"
    ) -> Sequence[Entry]:
        """What was played; the end is among it also where the user left before."""
        entries = self._cassette.entries
        for number, entry in enumerate(entries, start=1):
            await asyncio.sleep(ORIGIN + entry.at - self._loop.time())
            await self._loop.rest()
            if life.done():
                return entries[:number] if not isinstance(entries[-1], Ended) else entries
            if self._watch is not None:
                self._watch(entry, _seen(app))
            self._give(app, engine, entry)
            await self._loop.rest()
            if self._until is not None and self._until.is_at(number, entry):
                return entries[:number]
        return entries

    def _give(self, app: MessengerApp, engine: ReplayEngine, entry: Entry) -> None:
        match entry:
            case Did():
                client = Client("replay", app, Instruments(self._clock))
                doing = asyncio.create_task(client.perform(entry.action, entry.words))
                self._doing.add(doing)
                doing.add_done_callback(self._doing.discard)
            case Pressed() | Pasted() | Clicked() | Resized() | Looked():
                app.post_message(event_of(entry).set_sender(app))
            case _:
                engine.told.tell(entry)

    def _launch(self, scene: Scene) -> Launch:
        settings = settings_of(scene)
        memory = self._folder / "screen.json"
        memory.write_bytes(bytes(scene.memory))
        instruments = Instruments(self._clock)
        instruments.witness = self
        return Launch(
            log_in=_no_log_in,
            state_path=memory,
            log_path=self._folder / "client.log",
            server=scene.server,
            tour=scene.tour,
            theme=scene.theme,
            folders=folders_in(settings.folders),
            formatted=settings.formatting,
            clock=ScreenClock(
                lambda: self._clock.now().astimezone(),
                hours_12=settings.time_format is TimeFormat.HOURS_12,
            ),
            settings=settings,
            instruments=instruments,
        )


def _app(engine: ReplayEngine, launch: Launch) -> MessengerApp:
    return MessengerApp(engine, launch)


def _seen(app: MessengerApp) -> str:
    with app._context():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        return screen_of(app)


async def _no_log_in(_server: str, _way_in: object) -> OpenEngine:
    raise GatewayError("a replay is logged in")
