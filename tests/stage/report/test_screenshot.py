"""The picture of the README: a tape that fails, as one sees it on a terminal."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console as Terminal
from rich.text import Text

from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.stage.report.console import Console
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Run,
    Screen,
    Step,
    StepStatus,
    TapeOutcome,
    Witness,
)
from tests.stage.report.example import STARTED

PICTURE = Path(__file__).parents[3] / "screenshots" / "tape-dark-en.svg"
TAPE = """\
As Beto
Expect "1 unread"
Open "$Ana"
As Ana
ExpectStore messages.detail "¿Llevás el mate?" delivery == read
"""
SCREEN = """\
 All  Unread  Groups          Beto
▌●  Beto              18:02   online
▌   ✓ ¿Llevás el mate?
                              ▌ You  18:02
                              ▌ ¿Llevás el mate?                 ✓

                                Write a message
 ● Live              staging.safespot.example  Ctrl+P menu  F1 help"""
FAILED = TapeOutcome(
    "tapes/read.tape",
    Failed(
        "For Ana, messages.detail “¿Llevás el mate?” delivery is “sent”, not “read” within 10 s.",
        (
            Witness(
                "Ana",
                (
                    " 0.421  POST /conversations/c-7/messages  201  34ms",
                    " 0.455  message-created e.41 → 4Δ → inbox, timeline",
                    " 1.032  presence → 1Δ → header",
                ),
                findings=(Finding(Fault.LOST, "member-updated", "e.43 follows e.41"),),
            ),
        ),
    ),
    seconds=11.3,
    source=TAPE,
    steps=(
        Step(
            5,
            TAPE.splitlines()[4],
            StepStatus.FAILED,
            10.0,
            "Ana",
            (Screen("Ana", TAPE.splitlines()[4], SCREEN),),
        ),
    ),
)
RUN = Run(
    "https://staging.safespot.example",
    STARTED,
    STARTED + timedelta(seconds=15.1),
    (
        TapeOutcome("tapes/groups.tape", Passed(), seconds=2.1),
        TapeOutcome("tapes/images.tape", Passed(), seconds=1.7),
        FAILED,
    ),
)


class Stream(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_console_looks_as_it_did(request: pytest.FixtureRequest) -> None:
    stream = Stream()
    console = Console(stream, {})
    for tape in RUN.tapes:
        console.ended(tape)
    console.summary(RUN)
    terminal = Terminal(record=True, width=100, file=StringIO(), force_terminal=True)
    command = "$ safespot-tui stage run tapes/*.tape --profile staging --html report.html\n"
    terminal.print(command, style="bold", highlight=False)
    terminal.print(Text.from_ansi(stream.getvalue().replace("\r\x1b[K", "")))
    drawn = terminal.export_svg(title="safespot-tui stage run", unique_id="tape")
    if request.config.getoption("--update-screenshots"):
        PICTURE.write_text(drawn, encoding="utf-8")
    assert drawn == PICTURE.read_text(encoding="utf-8"), "make screenshots, and look at it"
