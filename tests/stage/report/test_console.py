"""What one sees while tapes are played."""

import os
from io import StringIO

import msgspec

from safespot_tui.stage.report.annotation import annotation
from safespot_tui.stage.report.console import Console
from safespot_tui.stage.report.html import page
from safespot_tui.stage.report.outcome import Failed, Witness
from safespot_tui.stage.report.telling import NEWEST_LINES, told
from tests.stage.report.example import FAILED, RUN


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: StringIO, **environ: str) -> str:
    console = Console(stream, environ)
    for tape in RUN.tapes:
        console.begins(tape.file)
        console.ended(tape)
    console.summary(RUN)
    return stream.getvalue()


def test_a_file_gets_a_line_for_each_tape_and_all_of_a_failure() -> None:
    lines = shown(StringIO()).split("\n")
    assert "\x1b" not in "".join(lines)
    assert lines[0] == "passed      tapes/hello.tape  1.2 s"
    assert lines[1] == "FAILED      tapes/read.tape:7  10.4 s"
    assert lines[3] == ("tapes/read.tape:7: Within 10 s nothing on Ana's screen matched /leído/.")
    assert "  >   7 | Expect /leído/" in lines
    assert '      8 | Type "chau"' in lines
    after = lines.index("The screen of Beto")
    assert lines[after + 1 : after + 3] == ["  | Ana", "  |   hola"]
    assert "skipped     tapes/moderators.tape  This server has no moderators." in lines
    assert "  >   3 | Tpye hola" in lines
    assert lines[-2] == (
        "1 failed, 1 unreadable, 1 passed, 1 skipped in 12.5 s (shuffled with --shuffle 7)"
    )


def test_a_terminal_sees_what_is_played_and_colours_unless_it_wants_none() -> None:
    colourful = shown(Terminal())
    assert colourful.startswith("plays tapes/hello.tape…\r\x1b[Kpassed")
    assert "\x1b[31mFAILED      tapes/read.tape:7  10.4 s\x1b[0m\n" in colourful
    plain = shown(Terminal(), NO_COLOR="1")
    assert "\x1b[31m" not in plain
    assert "\r\x1b[K" in plain


def test_who_reads_along_may_go() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        os.close(reading)
        console = Console(stream, {})
        for _each in range(3):
            console.ended(FAILED)
        console.summary(RUN)


def test_github_is_told_the_line_that_failed() -> None:
    told_lines = shown(StringIO(), GITHUB_ACTIONS="true").split("\n")
    assert [line for line in told_lines if line.startswith("::")] == [
        "::error file=tapes/read.tape,title=The tape failed,line=7"
        "::Within 10 s nothing on Ana's screen matched /leído/.",
        "::error file=tapes/typo.tape,title=The tape failed,line=3::“Tpye” is no step.",
    ]


def test_nothing_that_strangers_wrote_commands_a_runner() -> None:
    sentence = "no\n::warning::x\r\n##[error]y ##vso[task.setvariable]z\x1b]0;title\x07"
    tape = msgspec.structs.replace(FAILED, result=Failed(sentence), steps=())
    lines = [line for _tone, line in told(tape)]
    assert lines == [
        "tapes/read.tape: no",
        "  | ::warning::x",
        "  | ## [error]y ## vso[task.setvariable]z␛]0;title␇",
    ]


def test_of_what_crossed_the_newest_is_told_and_the_page_has_all() -> None:
    events = tuple(f"event {number}" for number in range(NEWEST_LINES + 5))
    tape = msgspec.structs.replace(FAILED, result=Failed("no", (Witness("Ana", events),)))
    lines = [line for _tone, line in told(tape) if "event " in line]
    assert lines == [f"  | {event}" for event in events[5:]]
    assert all(event in page(msgspec.structs.replace(RUN, tapes=[tape])) for event in events)


def test_an_annotation_is_one_command_whatever_it_says() -> None:
    tape = msgspec.structs.replace(FAILED, file="a,line=9:b.tape", result=Failed("50%\n::stop::"))
    assert annotation(tape) == (
        "::error file=a%2Cline=9%3Ab.tape,title=The tape failed,line=7::50%25%0A::stop::"
    )
