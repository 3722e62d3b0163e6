"""One account while it is open: its engine, its watch rules, and who tells of what comes."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from safespot_tui.store.batch import Batch
from safespot_tui.tui.announcer import Announcer
from safespot_tui.tui.conversation.row import no_hits
from safespot_tui.tui.engine import Engine, Launch
from safespot_tui.tui.notifications.notifier import Notifier, Outlet
from safespot_tui.tui.notifications.rules import rules_of

if TYPE_CHECKING:
    from safespot_tui.watching.hits import Hit
    from safespot_tui.watching.watch import Later, Watch


class Session:
    """What goes on for as long as an account is open.

    ::

        made: rules judge what is stored ──start──▶ live ──stop──▶ all kept and closed
                          └────────────────stop──────────────────────▲
    """

    def __init__(self, engine: Engine, launch: Launch, later: "Later") -> None:
        """To be made before anything is drawn of the engine's store."""
        self.engine = engine
        self._launch = launch
        self.watch = self._new_watch(later)
        """The user's rules at work; None without any."""
        self._task: asyncio.Task[None] | None = None
        self._notifier: Notifier | None = None
        self._announcer: Announcer | None = None
        self._unwatch: Callable[[], None] | None = None

    def _new_watch(self, later: "Later") -> "Watch | None":
        launch = self._launch
        if not launch.rules:
            return None
        from safespot_tui.actions.watching import new_watch

        watch = new_watch(self.engine.store, launch.rules, launch.folders, launch.clock, later)
        watch.on_silence = self._tell_of_silence
        return watch

    def start(
        self, outlet: Outlet, announcer: Announcer, failed: Callable[[Exception], object]
    ) -> None:
        """Let the engine live; `failed` is given what is a mistake in the program."""

        def ended(task: asyncio.Task[None]) -> None:
            error = None if task.cancelled() else task.exception()
            if isinstance(error, Exception):
                failed(error)

        store, launch = self.engine.store, self._launch
        self._task = asyncio.create_task(self.engine.run(), name="engine")
        self._task.add_done_callback(ended)
        self._unwatch = store.watch_all(self._on_batch)
        self._notifier = Notifier(
            store,
            outlet,
            rules_of(launch.settings.notifications, launch.folders),
            launch.clock,
            hits_of=self.watch.notices_of if self.watch else no_hits,
        )
        self._notifier.start()
        self._announcer = announcer
        announcer.begin()

    async def stop(self) -> None:
        """Let the engine keep what it has to keep, and end."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        if self._notifier is not None:
            self._notifier.stop()
            self._notifier = None
        if self.watch is not None:
            self.watch.stop()
            self.watch = None
        if self._task is not None:
            running, self._task = self._task, None
            running.cancel()
            await asyncio.wait([running])

    def set_focused(self, *, focused: bool) -> None:
        """Whether the user looks at the terminal: nothing is read meanwhile."""
        if focused and self._notifier is not None:
            self._notifier.looked()
        self.engine.set_focused(focused=focused)

    def _on_batch(self, batch: Batch) -> None:
        if self._notifier is not None:
            self._notifier.follow(batch)
        if self._announcer is not None:
            self._announcer.follow(batch)

    def _tell_of_silence(self, hits: "Sequence[Hit]") -> None:
        if self._notifier is not None:
            for hit in hits:
                self._notifier.tell_of_silence(hit.conversation_id, hit.notices)
