"""Tapes told on a console while they are played: a line each, and all of what went wrong."""

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TextIO

from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.i18n import _
from safespot_tui.stage.report import wording
from safespot_tui.stage.report.annotation import annotation
from safespot_tui.stage.report.outcome import Failed, Passed, Run, TapeOutcome, Unreadable
from safespot_tui.stage.report.telling import Tone, told

_STYLES: Mapping[Tone, str] = {
    Tone.PLAIN: "",
    Tone.HEADING: "\x1b[1m",
    Tone.WRONG: "\x1b[31m",
    Tone.FAINT: "\x1b[2m",
}
_VERDICT_WIDTH = 10
_END = "\x1b[0m"
_CLEAR_LINE = "\r\x1b[K"


class Console:
    """Writes to a stream, which may be a terminal or a file."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        """`environ` says whether there shall be colours, and whether GitHub reads along."""
        self._stream = stream
        self._is_terminal = stream.isatty() and environ.get("TERM") != "dumb"
        self._colours = self._is_terminal and not environ.get("NO_COLOR")
        self._annotates = environ.get("GITHUB_ACTIONS") == "true"

    def begins(self, file: str) -> None:
        """A tape is played now."""
        if self._is_terminal:
            self._put(safe_line(_("plays {file}…").format(file=file)))
            self._flush()

    def ended(self, outcome: TapeOutcome, repeat: int = 1) -> None:
        """A tape was played, as one of `repeat` times; a failure is told at once, in full."""
        if self._is_terminal:
            self._put(_CLEAR_LINE)
        result = outcome.result
        wrong = isinstance(result, Failed | Unreadable)
        facts = [wording.verdict(result).ljust(_VERDICT_WIDTH), wording.place(outcome)]
        if outcome.seconds:
            facts.append(wording.seconds(outcome.seconds))
        facts.append(wording.which_time(outcome, repeat))
        if not isinstance(result, Passed) and not wrong:
            facts.append(wording.reason(result))
        line = " ".join(safe_text("  ".join(filter(None, facts))).split("\n"))
        self._line(Tone.WRONG if wrong else Tone.PLAIN, line)
        if wrong:
            self._line(Tone.PLAIN, "")
            for tone, line in told(outcome):
                self._line(tone, line)
            self._line(Tone.PLAIN, "")
            if self._annotates:
                self._line(Tone.PLAIN, annotation(outcome))
        self._flush()

    def summary(self, run: Run) -> None:
        """All are played, or it was ended before."""
        if self._is_terminal:
            self._put(_CLEAR_LINE)
        facts = _("{counts} in {seconds}").format(
            counts=wording.counts(run.tapes), seconds=wording.seconds(run.seconds)
        )
        how = wording.how_to_repeat(run)
        words = f"{facts} ({how})" if how else facts
        self._line(Tone.HEADING if run.ok else Tone.WRONG, words)
        self._flush()

    def _line(self, tone: Tone, text: str) -> None:
        style = _STYLES[tone] if self._colours and text else ""
        self._put(f"{style}{text}{_END if style else ''}\n")

    def _put(self, text: str) -> None:
        with self._whoever_reads():
            self._stream.write(text)

    def _flush(self) -> None:
        with self._whoever_reads():
            self._stream.flush()

    @contextmanager
    def _whoever_reads(self) -> Generator[None]:
        """Who reads along may go; the tapes are played to their end, for files and exit code."""
        try:
            yield
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
