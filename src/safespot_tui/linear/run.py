"""How linear mode is started: lines in the main thread, the engine on a loop beside it.

::

    main thread   read a line ──▶ wait until it is done ──▶ read the next
                       │                    ▲
    loop thread        └──▶ session.take ───┘     engine, announcements ──▶ terminal.say

A terminal edits a line where signals arrive: in the main thread.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from safespot_tui.actions.folder import Folder
from safespot_tui.domain.intent import MarkRead, OutboxState
from safespot_tui.i18n import _
from safespot_tui.linear.announcing import Announce
from safespot_tui.linear.session import Session
from safespot_tui.linear.terminal import Prompt, Terminal
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import OpenEngine

if TYPE_CHECKING:
    from safespot_tui.watching.rule import Rule

_FIRST_SECONDS = 5
"""How long the first prompt waits for the server."""

_LAST_SECONDS = 10
"""How long a script's last words may take to reach the server."""

ResultT = TypeVar("ResultT")


def run(
    open_engine: OpenEngine,
    clock: Clock,
    terminal: Terminal,
    *,
    announce: Announce = Announce.ALL,
    folders: Sequence[Folder] = (),
    rules: "Sequence[Rule]" = (),
    tour: bool = False,
) -> None:
    """Read lines until the user leaves or the input ends. Raises what opening raises.

    What is still on its way when a script's input ends is waited for; otherwise it is kept, and
    sent at the next start.
    """
    with _Loop() as loop:
        running = loop.wait(_start(open_engine, clock, terminal, announce, folders, rules))
        if tour:
            running.session.surface.begin_tour()
        try:
            _read_all(loop, running, terminal)
        finally:
            loop.wait(running.close(patient=not terminal.is_interactive))
            terminal.say_waiting()


def _read_all(loop: "_Loop", running: "_Running", terminal: Terminal) -> None:
    while (prompt := loop.wait(running.prompt())) is not None:
        try:
            line = terminal.read(prompt)
            if line is None:
                return
            loop.wait(running.session.take(line))
        except KeyboardInterrupt:
            terminal.say("")
            terminal.say(_("Left as it is. Ctrl+D or /quit ends."))
            loop.wait(running.cancel())


class _Running:
    """A session, and its engine at work."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._engine = asyncio.create_task(session.engine.run(), name="engine")

    async def prompt(self) -> Prompt | None:
        """What stands before the next line; None at the end."""
        if self._engine.done():
            self._engine.result()  # a mistake in the program, which must not be typed on into
        return None if self.session.ended.is_set() else self.session.prompt

    async def cancel(self) -> None:
        """Leave what is being done or asked."""
        self.session.cancel()

    async def close(self, *, patient: bool) -> None:
        """Keep and close everything; if `patient`, once what was typed is sent."""
        if patient and not self._engine.done():
            await _until(self.session.engine.store, _is_everything_sent, _LAST_SECONDS)
        self.session.stop()
        self._engine.cancel()
        with suppress(asyncio.CancelledError):
            await self._engine


async def _start(
    open_engine: OpenEngine,
    clock: Clock,
    terminal: Terminal,
    announce: Announce,
    folders: Sequence[Folder],
    rules: "Sequence[Rule]",
) -> _Running:
    engine = open_engine()
    session = Session(
        engine,
        clock,
        terminal.say,
        write_sequence=terminal.write_sequence,
        announce=announce,
        folders=folders,
        rules=rules,
    )
    running = _Running(session)
    await _until(engine.store, _knows_how_things_stand, _FIRST_SECONDS)
    session.start()
    return running


def _knows_how_things_stand(store: Store) -> bool:
    """Whether the server has been reached, or is known not to be."""
    connection = store.connection
    return bool(connection.reason) or connection.state in {
        ConnectionState.LIVE,
        ConnectionState.SUSPENDED,
        ConnectionState.LOGGED_OUT,
    }


def _is_everything_sent(store: Store) -> bool:
    # In silent mode, what was read before it began waits for longer than anybody would.
    return all(
        item.state is OutboxState.FAILED
        or (store.is_silent and isinstance(item.intent, MarkRead) and not item.intent.on_purpose)
        for item in store.outbox
    )


async def _until(store: Store, is_so: Callable[[Store], bool], seconds: float) -> None:
    """Wait until something is so, or for as long as one may be kept waiting."""
    so = asyncio.Event()

    def look(_batch: object = None) -> None:
        if is_so(store):
            so.set()

    unwatch = store.watch_all(look)
    look()
    with suppress(TimeoutError):
        await asyncio.wait_for(so.wait(), seconds)
    unwatch()


class _Loop:
    """A loop in a thread of its own."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="engine", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.wait(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """What `work` gives or raises, once it is done there."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
