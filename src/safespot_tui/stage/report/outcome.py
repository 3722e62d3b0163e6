"""What came of tapes, as values: the player makes them, writers of reports read them. No I/O.

::

    Run ──▶ TapeOutcome ──▶ Step ──▶ Screen        what was done, and what was seen of it
                 └────────▶ Result                 Passed | Failed | Skipped | Unreadable
                               └──▶ Witness        of a failure: what each client showed and knew
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.instruments.trace.finding import Finding
from safespot_tui.store.difference import Difference


class Screen(Struct, frozen=True):
    """What one client showed at one moment."""

    client: str
    """Its name in the tape."""
    title: str
    """Why it was kept: the name of a screenshot, or what had just been done."""
    text: str
    """Its lines, without blanks at their ends."""
    svg: str = ""
    """As a picture, as `Client.svg` gives it; empty where none was made."""


class StepStatus(StrEnum):
    """How far a step of a tape came."""

    DONE = "done"
    FAILED = "failed"
    NOT_REACHED = "not_reached"


class Step(Struct, frozen=True):
    """One step of a tape."""

    line: int
    """Where it stands in the tape, from 1."""
    text: str
    """As it is written there, without blanks around it."""
    status: StepStatus = StepStatus.DONE
    seconds: float = 0.0
    """How long it took, with what it waited for."""
    client: str = ""
    """Who did it; empty for what nobody does, such as a setting."""
    screens: tuple[Screen, ...] = ()
    """Those it asked for, and of a step that failed, those of all clients."""


class Witness(Struct, frozen=True):
    """What can be said of one client when a tape failed."""

    client: str
    events: tuple[str, ...] = ()
    """The last entries of its trace, oldest first, a line each."""
    differences: tuple[Difference, ...] = ()
    """Where its store and a fresh snapshot of the server disagree."""
    findings: tuple[Finding, ...] = ()
    """What is wrong in what crossed its line."""
    undetermined: str = ""
    """Why differences could not be found out, as a sentence; empty where they could."""


class Passed(Struct, frozen=True, tag=True):
    """All of its steps were done."""


class Failed(Struct, frozen=True, tag=True):
    """A step did not come to what it asks for."""

    sentence: str
    """What was expected and what was there instead."""
    witnesses: tuple[Witness, ...] = ()
    """Of every client of the tape, in the order in which they came in."""


class Skipped(Struct, frozen=True, tag=True):
    """It was not played, and need not be."""

    reason: str
    """As a sentence: what the server cannot do, or who plays nobody."""


class Unreadable(Struct, frozen=True, tag=True):
    """It is no tape that could be played."""

    reason: str
    line: int | None = None
    """Where, from 1; None where it is about the whole file."""


Result = Passed | Failed | Skipped | Unreadable


class TapeOutcome(Struct, frozen=True):
    """What came of playing one tape once."""

    file: str
    """As it was named on the command line."""
    result: Result
    repetition: int = 1
    """Which time of those asked for with `--repeat`, from 1."""
    seconds: float = 0.0
    source: str = ""
    """The text of the tape: the lines around a step are shown from it."""
    steps: tuple[Step, ...] = ()
    """Those that were reached, and those that would have come."""

    @property
    def failing_step(self) -> Step | None:
        """The step that failed; None where it was none."""
        return next((one for one in self.steps if one.status is StepStatus.FAILED), None)

    @property
    def screens(self) -> Iterator[Screen]:
        """All that was kept, in the order in which it was seen."""
        return (screen for step in self.steps for screen in step.screens)


class Run(Struct, frozen=True):
    """All tapes of one `stage run`."""

    server: str
    """The base URL of the server that was tested."""
    started: datetime
    """Aware of its zone, as `ended` is."""
    ended: datetime
    tapes: Sequence[TapeOutcome]
    """In the order in which they were played."""
    shuffle_seed: int | None = None
    """What the order was made of; None for the order in which they were named."""
    repeat: int = 1
    """How often each was to be played."""
    profile: str = ""
    """Empty for a server of its own."""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended - self.started).total_seconds()

    @property
    def ok(self) -> bool:
        """Whether no tape failed and each could be read."""
        return not any(isinstance(one.result, Failed | Unreadable) for one in self.tapes)
