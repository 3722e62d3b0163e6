"""A failure told in lines: for the console, and for continuous integration.

::

    read.tape:7: Within 10 s nothing on Ana's screen matched /leído/.

         6 | Enter
      >  7 | Expect /leído/
         8 | Type "chau"

    The screen of Ana
      | Beto
      |   hola ✓

    What crossed last between Ana and the server
      12.004  POST /api/chat/messages 201
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.wording import difference_in_words, finding_in_words
from safespot_tui.stage.report import wording
from safespot_tui.stage.report.outcome import Failed, TapeOutcome, Witness

LINES_AROUND = 3
"""Of a tape, before and after the one that is meant."""

NEWEST_LINES = 15
"""Of what is known of a client: the page has all."""


class Tone(Enum):
    """How a line is meant."""

    PLAIN = auto()
    HEADING = auto()
    WRONG = auto()
    FAINT = auto()


Line = tuple[Tone, str]


def told(outcome: TapeOutcome) -> Iterator[Line]:
    """Why a tape did not pass, with what was seen and known; nothing in it is obeyed.

    No line begins like a command of a continuous integration: what strangers wrote is indented.
    """
    for tone, text in _told(outcome):
        yield tone, _defused(" ".join(safe_text(text).split("\n"))).rstrip()


def excerpt(source: str, line: int, around: int = LINES_AROUND) -> Iterator[tuple[int, str]]:
    """The lines of a text around one of them, with their numbers."""
    lines = source.splitlines()
    for number in range(max(1, line - around), min(len(lines), line + around) + 1):
        yield number, lines[number - 1]


def chapters(witness: Witness) -> Iterator[tuple[str, Sequence[str]]]:
    """What is known of one client, under its headings; what nothing is known of is left out."""
    parts = (
        (_("What is wrong, as {client} saw it"), [*map(finding_in_words, witness.findings)]),
        (_("What crossed last between {client} and the server"), witness.events),
        (
            _("Where {client} and the server disagree"),
            [*map(difference_in_words, witness.differences)],
        ),
        (
            _("Whether {client} and the server agree is not known"),
            [witness.undetermined] if witness.undetermined else [],
        ),
    )
    for heading, lines in parts:
        if lines:
            yield heading.format(client=witness.client), lines


def _told(outcome: TapeOutcome) -> Iterator[Line]:
    sentence, *more = wording.reason(outcome.result).split("\n")
    yield Tone.WRONG, f"{wording.place(outcome)}: {sentence}"
    for line in more:
        yield Tone.PLAIN, f"  | {line}"
    meant = wording.line_of(outcome)
    if meant is not None:
        yield Tone.PLAIN, ""
        for number, text in excerpt(outcome.source, meant):
            here = number == meant
            mark = ">" if here else " "
            yield Tone.WRONG if here else Tone.FAINT, f"  {mark} {number:>3} | {text}"
    step = outcome.failing_step
    for screen in step.screens if step is not None else ():
        yield from _chapter(
            _("The screen of {client}").format(client=screen.client), screen.text.split("\n")
        )
    if isinstance(outcome.result, Failed):
        for witness in outcome.result.witnesses:
            for heading, lines in chapters(witness):
                yield from _chapter(heading, lines[-NEWEST_LINES:])


def _chapter(heading: str, lines: Iterable[str]) -> Iterator[Line]:
    yield Tone.PLAIN, ""
    yield Tone.HEADING, heading
    for line in lines:
        yield Tone.PLAIN, f"  | {line}"


def _defused(text: str) -> str:
    """What GitHub and Azure obey wherever in a line it stands, so written that they do not."""
    return text.replace("##[", "## [").replace("##vso[", "## vso[")
