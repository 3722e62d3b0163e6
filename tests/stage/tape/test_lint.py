"""What is said of a tape without playing it."""

import pytest

from safespot_tui.stage.tape.lint import problems_of
from safespot_tui.stage.tape.parser import parse

END = 'Expect "x"'


def sentences(*lines: str) -> list[str]:
    return [problem.sentence for problem in problems_of(parse("\n".join(lines)))]


def test_a_tape_that_can_be_played_has_no_problems() -> None:
    assert not sentences(
        "Given dm Ana Beto", "As Ana", 'Open "$Beto"', 'Type "$$5"', "Expect /\\$Beto$/"
    )


@pytest.mark.parametrize(
    ("line", "beginning"),
    [
        (
            "Do conversation.next_unraed",
            "There is no action “conversation.next_unraed”. There are: conversation.next_unread",
        ),
        ('Do conversation.next "x"', "conversation.next takes no words behind it."),
        ('Type "$Zoe"', "Nobody plays Zoe: bring them in with As Zoe or Given."),
        ("Expect /(/", "/(/ is no regular expression: missing ), unterminated subpattern."),
        ('Expect ""', "An empty text is on every screen."),
        ('Type "a\\nb"', "Type has keys for what can be printed"),
        ("Close Beto", "Beto is not there, so nothing can be closed."),
        ("Restart Beto", "Beto was never there: begin with As Beto."),
        ("Given dm Ana Ana", "Somebody is named twice."),
        ("Server start", "The server runs already."),
        ("Screenshot a/b", "“a/b” cannot be the name of a file."),
        ("ExpectStore outbx count == 0", "There is no table “outbx”. There are: outbox"),
        (
            "ExpectStore messages.detail delivery == read",
            'This is written so: ExpectStore messages.detail "TEXT" FIELD == VALUE',
        ),
        (
            "ExpectStore conversations.list unraed == 0",
            "conversations.list has no field “unraed”. There are: unread",
        ),
        (
            'ExpectStore messages.detail "x" delivery == seen',
            "delivery is never “seen”. It is one of: pending, failed, sent, delivered, read.",
        ),
        ("ExpectStore outbox count == few", "count is a number, never “few”."),
        ("ExpectStore silent on == yes", "on is true or false, never “yes”."),
        (
            'ExpectStore messages.detail "x" content > "a"',
            "Of content there is no more and no less: write == or !=.",
        ),
        ("ExpectStore outbox kinds matches /(/", "/(/ is no regular expression"),
    ],
)
def test_what_cannot_be_played_is_told(line: str, beginning: str) -> None:
    (sentence,) = sentences("As Ana", line, END)
    assert sentence.startswith(beginning)


def test_nobody_can_do_anything_before_somebody_is_there() -> None:
    assert sentences("Enter", END) == ["Nobody is there yet to do this: begin with As NAME."] * 2


def test_who_was_closed_does_nothing_any_more() -> None:
    (sentence,) = sentences("As Beto", "As Ana", "Close Ana", "Enter", "As Beto", END)
    assert sentence == "Ana was closed: bring somebody in with As NAME."


def test_a_tape_that_cannot_fail_is_told() -> None:
    (problem,) = problems_of(parse("As Ana\n\nEnter\n"))
    assert problem.at("a.tape") == (
        "a.tape:3: Nothing is expected, so it cannot fail: end it with an Expect."
    )


def test_two_screenshots_of_one_name_are_told() -> None:
    assert sentences("As Ana", "Screenshot a", "Screenshot a", END) == [
        "There is a screenshot “a” already."
    ]
