"""How far an image has come, on stderr."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from safespot_tui.i18n import _
from safespot_tui.store.progress import Work
from safespot_tui.store.store import Store

_STEP = 25
"""Percent between two lines where a line cannot be written over: in a log, or in a pipe."""


@contextmanager
def uploads_shown(store: Store) -> Generator[None]:
    """Say how far uploads are while the block runs: in one line on a terminal, else in a few."""
    on_terminal = sys.stderr.isatty()
    said = -1

    def tell(_batch: object) -> None:
        nonlocal said
        for progress in store.progress:
            percent = progress.percent
            if progress.work is not Work.UPLOAD or percent is None:
                continue
            step = percent if on_terminal else percent // _STEP * _STEP
            if step > said:
                said = step
                words = _("Uploading {percent} %").format(percent=step)
                print(
                    f"\r{words}" if on_terminal else words,
                    end="" if on_terminal else "\n",
                    file=sys.stderr,
                    flush=True,
                )

    unwatch = store.watch_all(tell)
    try:
        yield
    finally:
        unwatch()
        if on_terminal and said >= 0:
            print(file=sys.stderr, flush=True)
