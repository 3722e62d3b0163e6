"""Whatever draws, or decides, reads the one clock of a replay."""

import re
import time
from pathlib import Path

from safespot_tui import tui
from safespot_tui.stage.replay.time import _MONOTONIC, one_time

ROOMS = ("tui", "actions", "store", "sync", "watching")
_READS = re.compile(r"^(?:from time import .*|import time(?: as \w+)?)$", re.MULTILINE)
_NOT_OF_IT = {
    "sync/clock.py": "gives the clock that replays replace",
    "tui/terminal/outlet.py": "waits for a terminal",
    "tui/first_frame.py": "is of the screen before",
}


def test_there_is_no_other_clock() -> None:
    package = Path(str(tui.__file__)).parents[1]
    reading = {
        str(path.relative_to(package))
        for room in ROOMS
        for path in (package / room).rglob("*.py")
        if _READS.search(path.read_text(encoding="utf-8"))
    }
    ours = (name.removeprefix("safespot_tui.") for name, _ in _MONOTONIC if "safespot" in name)
    assert reading - _NOT_OF_IT.keys() == {f"{name.replace('.', '/')}.py" for name in ours}


def test_it_is_theirs_again_afterwards() -> None:
    from safespot_tui.tui import beat

    with one_time(lambda: 7.0, lambda: 8.0):
        assert beat.monotonic() == 7.0
    assert beat.monotonic is time.monotonic
