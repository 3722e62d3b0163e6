"""Figures in words."""

from datetime import datetime, timedelta

import pytest
from msgspec import structs

from safespot_tui import i18n
from safespot_tui.domain.utterance import Ending
from safespot_tui.insight.figures import Figures, Tally
from safespot_tui.insight.known import Known
from safespot_tui.insight.period import Period
from safespot_tui.insight.telling import Wording, duration_words, lines_of, told
from safespot_tui.watching.rule import Rule, Words
from tests.insight.said import NOON, OTHER, PLAZA, heard

WORDING = Wording(
    title=lambda conversation_id: conversation_id.title(),
    day=lambda moment: f"{moment:%d/%m}",
    moment=lambda moment: f"{moment:%H:%M}",
)


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.install("en")


def figures(known: Known) -> Figures:
    tally = Tally(known, Period(), NOON + timedelta(hours=2))
    tally.hear(
        [
            heard("ana", 0, text="amenaza", gap=True),
            heard("olga", 10),
            heard("ana", 30, notice=True),
            heard("beto", 60, where=OTHER),
        ]
    )
    tally.see([Ending(OTHER, (heard("beto", 60, where=OTHER, gap=True),))])
    return tally.figures(is_whole=True)


def test_each_figure_is_said_with_what_it_is() -> None:
    known = Known(
        me=None,
        managers={PLAZA: frozenset({"olga"})},  # type: ignore[arg-type]
        rules=(Rule("Threats", Words(("amenaza",))),),
    )
    lines = list(lines_of(told(figures(known), WORDING)))
    assert lines[:3] == [
        "All that is kept",
        "Of what is kept here: 3 messages in 2 conversations, the first 24/11. In 1 conversation "
        "something of this time may be missing: scroll up there, and it is fetched.",
        "",
    ]
    for sentence in (
        "Open now: 1 conversation",
        "Other: at least 1 h 0 min, since 13:00",
        "Somebody else: half within 10 min, nine of ten within 10 min (1 answer)",
        "You, or a moderator: half within 10 min, nine of ten within 10 min (1 answer)",
        "  Slowest: 10 min in Plaza",
        "Plaza: 2 messages by 2 people",
        "Threats: 1 hit in 1 conversation, the last 12:00",
    ):
        assert sentence in lines


def test_a_period_is_said_by_its_days_and_by_its_time_where_it_is_none() -> None:
    midnight = datetime(2026, 11, 20).astimezone()
    hour, day = timedelta(minutes=90), timedelta(days=1)
    for period, words in (
        (Period(midnight), "Since 20/11"),
        (Period(midnight + hour), "Since 20/11, 01:30"),
        (Period(None, midnight + day), "Until 20/11"),
        (Period(midnight, midnight + day), "From 20/11 to 20/11"),
        (Period(midnight, midnight + hour), "From 20/11 to 20/11, 01:30"),
    ):
        (first, *_others) = told(Figures(period, NOON), WORDING)
        assert first.title == words


def test_only_what_is_asked_about_is_counted() -> None:
    assert figures(Known(me=None, scope=frozenset({OTHER}))).messages == 1


def test_while_it_counts_it_says_so() -> None:
    counting = structs.replace(figures(Known(me=None)), is_whole=False)
    (first, *_others) = told(counting, WORDING)
    assert first.note.endswith("Still counting…")


def test_where_nobody_sees_there_are_no_plots() -> None:
    passages = told(figures(Known(me=None)), structs.replace(WORDING, plots=False))
    assert not any(row.is_plot for passage in passages for row in passage.rows)
    assert "under 4 h: 1" in lines_of(passages)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h 0 min"),
        (86_399, "23 h 59 min"),
        (86_400, "1 day"),
        (200_000, "2 days"),
    ],
)
def test_durations_are_said_in_what_they_are_counted_in(seconds: int, words: str) -> None:
    assert duration_words(seconds) == words
