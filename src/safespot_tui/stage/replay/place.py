"""Where a recording was made, as far as it shows: its language, its time zone, its keys."""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager

from safespot_tui import i18n
from safespot_tui.actions import keymap
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.instruments.cassette.entry import Scene
from safespot_tui.tui.recording import settings_of

_TZ = "TZ"


@contextmanager
def placed(scene: Scene) -> Generator[None]:
    """Within it, it is there. It is the process that is moved: one replay at a time."""
    zone, language, keys = os.environ.get(_TZ), i18n.language(), keymap.chosen()
    i18n.install(scene.language)
    keymap.install(keymap.chosen_keys(settings_of(scene).keys, ACTIONS))
    _move(scene.time_zone or zone)
    try:
        yield
    finally:
        _move(zone)
        i18n.install(language)
        keymap.install(keys)


def _move(zone: str | None) -> None:
    if zone:
        os.environ[_TZ] = zone
    else:
        os.environ.pop(_TZ, None)
    time.tzset()
