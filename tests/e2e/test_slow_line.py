"""The screen over a line as slow as ssh to another continent."""

import sys
from pathlib import Path

import pytest

from .people import PROGRAM, Backend, Person
from .terminal import Terminal
from .test_screen import ENTER, LIVE, OFFLINE, QUIT, acquainted, long, said

__all__ = ["acquainted"]

DELAY = 0.1
"""Seconds each way."""

ROOT = Path(__file__).parents[2]


def far_away(person: Person, **options: int) -> Terminal:
    line = [sys.executable, "-m", "tests.e2e.slow_line", str(DELAY), PROGRAM]
    return Terminal(line, person.env | {"PYTHONPATH": str(ROOT)}, forked=False, **options)


@pytest.mark.usefixtures("acquainted")
def test_a_session_with_an_outage_and_other_sizes_leaves_no_broken_frame(
    backend: Backend, sofia: Person, marta: Person
):
    with far_away(sofia, columns=200, rows=60) as screen:
        screen.wait_for(LIVE)
        # Typed ahead: nobody waits for a slow line to echo.
        screen.type(ENTER + long("de-lejos") + ENTER)
        screen.wait_for("de-lejos +✓")

        backend.kill()
        screen.type(long("sin-red") + ENTER)
        screen.wait_for("sin-red +◷")
        screen.wait_for(OFFLINE)
        backend.start()
        screen.wait_for(LIVE)
        screen.wait_for("sin-red +✓")

        screen.type("un borrador")
        before = screen.wait_for("(?s)✎ un borrador.*un borrador")
        screen.resize(60, 15)
        small = screen.wait_for(rf"(?s)sin-red.*un borrador(?=.*{LIVE})")
        assert len(small.splitlines()) == 15
        # The one pane that there is room for has the whole width, and nothing of before is left.
        assert all(len(line) <= 60 for line in small.splitlines())
        assert small.count("un borrador") == 1
        screen.resize(200, 60)
        screen.wait_until(lambda text: text == before, "the screen as it was before")
        screen.type(QUIT)
        assert screen.wait_exit() == 0
        assert screen.settings == screen.settings_before
    assert said(marta, "Sofia") == [long("desde-antes"), long("de-lejos"), long("sin-red")]
