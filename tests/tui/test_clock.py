"""How it is written when something was."""

from datetime import timedelta

import pytest

from tests.tui.conftest import Clock
from tests.tui.neighbourhood import NOW


@pytest.mark.parametrize(
    ("ago", "words", "words_12"),
    [
        (timedelta(0), "16:42", "4:42 PM"),
        (timedelta(hours=8), "08:42", "8:42 AM"),
        (timedelta(hours=16, minutes=40), "00:02", "12:02 AM"),
        (timedelta(hours=4, minutes=40), "12:02", "12:02 PM"),
        (timedelta(days=1), "yesterday", "yesterday"),
        (timedelta(days=400), "", ""),
    ],
)
def test_brief(surroundings: None, ago: timedelta, words: str, words_12: str) -> None:
    for hours_12, expected in ((False, words), (True, words_12)):
        brief = Clock(hours_12=hours_12).brief(NOW - ago)
        assert brief == expected or (not expected and brief.count("/") == 2)


async def test_a_chosen_way_to_write_times_is_used_everywhere(open_app, launch) -> None:
    launch.clock._hours_12 = True
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        inbox = [app.screen.inbox.list.render_line(y).text for y in range(30)]
        timeline = [strip.text for strip in app.screen.pane.timeline.lines]
        assert any("PM" in line for line in inbox)
        assert any("PM" in line for line in timeline)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "today"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=2), "Sunday, November 22"),
        (timedelta(days=400), "Monday, October 20, 2025"),
    ],
)
def test_a_day_within_a_sentence(surroundings: None, ago: timedelta, words: str) -> None:
    assert Clock().day(NOW - ago) == words
