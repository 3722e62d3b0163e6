"""How far a long step is."""

import time
from collections.abc import Callable

from msgspec import Struct


class Progress(Struct, frozen=True):
    """Rows done of all, and how many a second since the step was begun or taken up again."""

    done: int
    total: int
    rate: float


Watch = Callable[[Progress], None]
"""Is told from time to time."""


class Meter:
    """Counts rows, and tells a watcher at the beginning, once a second at most, and at the end."""

    def __init__(self, total: int, watch: Watch, done: int = 0) -> None:
        self._total = total
        self._watch = watch
        self._before = self._done = done
        self._begun = self._told = time.monotonic()
        self.tell()

    def add(self, rows: int) -> None:
        """So many more are done."""
        self._done += rows
        if time.monotonic() - self._told >= 1:
            self.tell()

    def tell(self) -> None:
        """Tell how far it is now."""
        self._told = time.monotonic()
        seconds = max(self._told - self._begun, 1e-6)
        rate = (self._done - self._before) / seconds
        self._watch(Progress(done=self._done, total=max(self._total, self._done), rate=rate))
