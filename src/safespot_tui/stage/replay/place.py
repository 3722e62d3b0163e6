"""The machine that a recording was made on, as far as it shows: its language, its time zone."""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager

from safespot_tui import i18n
from safespot_tui.instruments.cassette.entry import Scene

_TZ = "TZ"


@contextmanager
def placed(scene: Scene) -> Generator[None]:
    """Within it, it is there. It is the process that is moved: one replay at a time."""
    zone, language = os.environ.get(_TZ), i18n.language()
    i18n.install(scene.language)
    _move(scene.time_zone or zone)
    try:
        yield
    finally:
        _move(zone)
        i18n.install(language)


def _move(zone: str | None) -> None:
    if zone:
        os.environ[_TZ] = zone
    else:
        os.environ.pop(_TZ, None)
    time.tzset()
