# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001 - uses private parts of Textual, which is pinned
"""A client that is driven: keys and actions go in, screens and states come out."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from textual import events
from textual.driver import Driver
from textual.keys import _character_to_key
from textual.strip import Strip

from safespot_tui.actions.registry import ACTIONS, objection_to, perform
from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.cassette.entry import Resized
from safespot_tui.instruments.faults.permission import is_to_test_with
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.stage.engine import StageEngine
from safespot_tui.stage.settled import settled
from safespot_tui.stage.state import State, state_of
from safespot_tui.store.store import Store
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import Launch, OpenEngine
from safespot_tui.tui.recording import give, lines_of
from safespot_tui.tui.screens.main import MainScreen

SIZE = (80, 24)
SECONDS = 10.0
"""For how long something is waited for, by default."""
_SECONDS_BETWEEN = 0.01


class NotSeen(Exception):
    """What was waited for did not come about in time; says what was on the screen instead."""


class Client:
    """One app that runs already, on a terminal or on none."""

    def __init__(self, name: str, app: MessengerApp, instruments: Instruments) -> None:
        self.name = name
        self.app = app
        self.instruments = instruments

    @property
    def main(self) -> MainScreen:
        """The main screen, which may lie behind a dialog."""
        assert self.app.main is not None, "nobody is logged in"  # noqa: S101
        return self.app.main

    @property
    def store(self) -> Store:
        """What it knows."""
        return self.main.store

    # ---------------------------------------------------------------------------- what goes in

    async def press(self, *keys: str) -> None:
        """Press keys, by Textual's names (`ctrl+k`, `enter`, `a`); each is done before the next."""
        for key in keys:
            self._send(key)
            await self.settled()

    async def type(self, text: str) -> None:
        """Press the key of each character."""
        for character in text:
            self._send(character)
        await self.settled()

    async def paste(self, text: str) -> None:
        """Have the terminal paste something."""
        self._driver.send_message(events.Paste(text))
        await self.settled()

    async def perform(self, action_id: str, words: str = "") -> None:
        """Do an action of the registry; `words` as written behind a command.

        What it asks of the user is on the screen afterwards. Raises `KeyError` for no action.
        """
        action = ACTIONS[action_id]
        with self.app._context():
            self.app.witness(action_id, words)
            if words:
                await perform(action, self.main.context(), words)
            else:
                self.main.perform(action)
        await self.settled()

    async def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation, as if it had been chosen in the inbox."""
        with self.app._context():
            self.main.open(conversation_id)
        await self.settled()

    async def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        with self.app._context():
            give(self.app, Resized(0.0, columns, lines))
        await self.settled()

    def objection(self, action_id: str) -> str:
        """Why an action cannot be done now, as a sentence; empty when it can.

        Raises `KeyError` for no action.
        """
        with self.app._context():
            return objection_to(ACTIONS[action_id], self.main.context())

    # ---------------------------------------------------------------------------- what comes out

    @property
    def strips(self) -> Sequence[Strip]:
        """The screen as it is seen, with its colours."""
        with self.app._context():
            return self.app.screen._compositor.render_strips()

    @property
    def lines(self) -> Sequence[str]:
        """The screen as it is seen, a string a line."""
        with self.app._context():
            return lines_of(self.app)

    @property
    def screen(self) -> str:
        """The screen as text, without blanks at the end of its lines."""
        return "\n".join(line.rstrip() for line in self.lines)

    def svg(self, title: str = "") -> str:
        """The screen as a picture."""
        with self.app._context():
            return self.app.export_screenshot(title=title or self.name)

    @property
    def state(self) -> State:
        """What it shows and knows."""
        with self.app._context():
            return state_of(self.app)

    async def settled(self) -> None:
        """Come back when nothing is left to be done or drawn. Raises `Restless`."""
        with self.app._context():
            await settled(self.app)

    async def wait_for(
        self,
        condition: Callable[[], bool],
        seconds: float = SECONDS,
        *,
        between: float = _SECONDS_BETWEEN,
    ) -> None:
        """Come back as soon as it is so; looks every `between` seconds. Raises `NotSeen`."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while not condition():
            if clock() > until:
                raise NotSeen(f"not within {seconds} s; on the screen:\n{self.screen}")
            await asyncio.sleep(between)

    # ---------------------------------------------------------------------------- inside

    @property
    def _driver(self) -> Driver:
        assert self.app._driver is not None, "the app has ended"  # noqa: S101
        return self.app._driver

    def _send(self, key: str) -> None:
        character = key if len(key) == 1 else None
        name = _character_to_key(key) if character and not key.isalnum() else key
        event = events.Key(name, character or _CHARACTERS.get(name))
        event.set_sender(self.app)
        self._driver.send_message(event)


_CHARACTERS = {"enter": "\r", "tab": "\t", "space": " ", "escape": "\x1b", "backspace": "\x7f"}


@asynccontextmanager
async def opened(
    name: str,
    account: Account,
    folder: Path,
    *,
    size: tuple[int, int] = SIZE,
    instruments: Instruments | None = None,
) -> AsyncGenerator[Client]:
    """A client of an account that draws on no terminal; its files are in `folder`, which is there.

    It is there when its first screen is painted; nothing has been heard of the server then.
    Raises an `ArchiveError`.
    """
    instruments = instruments or Instruments(
        may_disturb=is_to_test_with(account.server, staging=False)
    )
    engine = StageEngine(account, folder / "archive.db", instruments)
    launch = Launch(
        log_in=_no_log_in,
        state_path=folder / "screen.json",
        log_path=folder / "client.log",
        server=account.server,
        email=account.email,
        clock=Clock(instruments.local_now),
        instruments=instruments,
    )
    client = Client(name, _DrivenApp(engine, launch), instruments)
    painted, left = asyncio.Event(), asyncio.Event()
    # Which app is meant is told by the context in Textual: each has a task, and so a context, of
    # its own, whatever other apps there are.
    life = asyncio.create_task(_live(client.app, size, painted, left), name=f"client {name}")
    life.add_done_callback(lambda _life: painted.set())
    with _own_output():
        await painted.wait()
    try:
        if not life.done():
            await client.settled()
        yield client
    finally:
        if not life.done():
            with client.app._context():
                client.app.end_record()
        left.set()
        # What ended the app by mistake is raised here.
        with _own_output():
            await life


@contextmanager
def _own_output() -> Generator[None]:
    """Textual takes what is printed for its app, which is only one of several that come and go."""
    kept = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept


class _DrivenApp(MessengerApp):
    """One of several of a process, whose signals are for who drives them."""

    def _handle_signals(self) -> None:
        """Leave them alone."""


async def _live(
    app: MessengerApp, size: tuple[int, int], painted: asyncio.Event, left: asyncio.Event
) -> None:
    async with app.run_test(size=size, notifications=True):
        painted.set()
        await left.wait()


async def _no_log_in(_server: str, _way_in: object) -> OpenEngine:
    raise GatewayError("a client of the stage has its account")
