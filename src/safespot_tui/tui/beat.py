"""What the store tells, passed on to all panes at once, and not more often than there are frames.

::

    resting ──a batch──▶ told at once ──▶ beating ──a frame later──▶ all that came meanwhile, as one
       ▲                                     │
       └──────── nothing came ◀──────────────┘

So what one change does to several panes is in one frame, and a flood costs no more than a frame
each time, however many batches it comes in. Where a frame takes long, they follow each other less
closely: most of the time is left to keys, and to what comes.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from time import monotonic

from safespot_tui.store.batch import Batch, merged
from safespot_tui.store.store import Store
from safespot_tui.store.watchers import BatchCallback, Unwatch

FRAME_SECONDS = 1 / 60
LONGEST_FRAME_SECONDS = 1 / 30
PARTS = 6
"""While more comes all the time, telling takes at most one of so many parts of the time, as long as
that leaves 30 frames a second."""


class Beat:
    """One for all that is drawn of a store on one screen."""

    def __init__(
        self,
        store: Store,
        failed: Callable[[Exception], object] | None = None,
        one_frame: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`failed` is given what a callback raises that nobody waits for.

        All callbacks are called within one `one_frame`, which paints at its end.
        """
        self._store = store
        self._failed = failed
        self._one_frame = one_frame
        self._callbacks: dict[object, BatchCallback] = {}
        self._unwatch: Unwatch | None = None
        self._waiting: list[Batch] = []
        self._due: asyncio.TimerHandle | None = None
        self._rests_until = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether something has come that was not passed on yet."""
        return bool(self._waiting)

    def watch_all(self, callback: BatchCallback) -> Unwatch:
        """Call `callback` with what changed since it was last called."""
        token = object()
        self._callbacks[token] = callback
        if self._unwatch is None:
            self._unwatch = self._store.watch_all(self._on_batch)

        def unwatch() -> None:
            self._callbacks.pop(token, None)
            if not self._callbacks:
                self._rest()

        return unwatch

    def flush(self) -> None:
        """Pass on now what waits for the next frame."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
            self._tell()

    def _rest(self) -> None:
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        if self._due is not None:
            self._due.cancel()
            self._due = None
        self._waiting.clear()

    def _on_batch(self, batch: Batch) -> None:
        self._waiting.append(batch)
        if self._due is not None:
            return
        wait = self._rests_until - monotonic()
        if wait <= 0:
            self._tell()
        else:
            self._due = asyncio.get_running_loop().call_later(wait, self._strike)

    def _strike(self) -> None:
        self._due = None
        began = monotonic()
        try:
            self._tell()
            frame = max(FRAME_SECONDS, min(PARTS * (monotonic() - began), LONGEST_FRAME_SECONDS))
            self._rests_until = began + frame
        except Exception as error:
            if self._failed is None:
                raise
            self._failed(error)

    def _tell(self) -> None:
        batches, self._waiting = self._waiting, []
        self._rests_until = monotonic() + FRAME_SECONDS
        batch = merged(batches)
        with self._one_frame():
            for callback in list(self._callbacks.values()):
                callback(batch)
