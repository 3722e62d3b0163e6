"""What reports say, in the user's language, wherever they say it."""

from collections.abc import Iterable
from typing import assert_never

from safespot_tui.i18n import _, ngettext
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Result,
    Run,
    Skipped,
    TapeOutcome,
    Unreadable,
)


def verdict(result: Result) -> str:
    """What came of a tape, in a word."""
    match result:
        case Passed():
            return _("passed")
        case Failed():
            return _("FAILED")
        case Skipped():
            return _("skipped")
        case Unreadable():
            return _("UNREADABLE")
        case _:
            assert_never(result)


def reason(result: Result) -> str:
    """Why it is not passed, as a sentence; empty where it is."""
    match result:
        case Passed():
            return ""
        case Failed(sentence=sentence):
            return sentence
        case Skipped(reason=why) | Unreadable(reason=why):
            return why
        case _:
            assert_never(result)


def place(outcome: TapeOutcome) -> str:
    """The tape, and the line to look at where there is one: `read.tape:7`."""
    line = line_of(outcome)
    return outcome.file if line is None else f"{outcome.file}:{line}"


def line_of(outcome: TapeOutcome) -> int | None:
    """The line to look at: of the step that failed, or that cannot be read."""
    if isinstance(outcome.result, Unreadable):
        return outcome.result.line
    return outcome.failing_step.line if outcome.failing_step is not None else None


def which_time(outcome: TapeOutcome, run_repeats: int) -> str:
    """Which of several times it was; empty where each is played once."""
    if run_repeats == 1:
        return ""
    return _("time {number} of {count}").format(number=outcome.repetition, count=run_repeats)


def seconds(value: float) -> str:
    """How long something took."""
    if value < 1:
        return _("{count} ms").format(count=round(value * 1000))
    if value < 60:
        return _("{seconds} s").format(seconds=f"{value:.1f}")
    minutes, rest = divmod(round(value), 60)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


def counts(tapes: Iterable[TapeOutcome]) -> str:
    """How many came to what: `3 passed, 1 failed`. What did not happen is not told."""
    passed = failed = skipped = unreadable = 0
    for tape in tapes:
        match tape.result:
            case Passed():
                passed += 1
            case Failed():
                failed += 1
            case Skipped():
                skipped += 1
            case Unreadable():
                unreadable += 1
            case _:
                assert_never(tape.result)
    told = [
        (failed, ngettext("{count} failed", "{count} failed", failed)),
        (unreadable, ngettext("{count} unreadable", "{count} unreadable", unreadable)),
        (passed, ngettext("{count} passed", "{count} passed", passed)),
        (skipped, ngettext("{count} skipped", "{count} skipped", skipped)),
    ]
    return ", ".join(words.format(count=count) for count, words in told if count) or _("no tape")


def how_to_repeat(run: Run) -> str:
    """What made the order, so that it can be had again; empty where it was as named."""
    if run.shuffle_seed is None:
        return ""
    return _("shuffled with --shuffle {seed}").format(seed=run.shuffle_seed)
