"""What newly appeared on a screen."""

import pytest

from safespot_tui.stage.tape.news import News, news

BEFORE = "Inbox  │ Beto\nstatus 1"


@pytest.mark.parametrize(
    ("after", "typed", "found"),
    [
        (BEFORE, "", None),
        ("Inbox  │ Beto\nis online\nstatus", "", News("is online")),
        ("Inbox  │ Beto\nCarla  │ is online\nstatus", "", News("is online")),
        # Times and counts are different each time, and so is the line below.
        ("Inbox  │ Beto\nat 18:04\nLive", "", None),
        # What the user typed is there by itself, unless it is there again.
        ("Inbox  │ hola\nstatus", "hola", None),
        ("Inbox  │ hola\nhola\nstatus", "hola", News("hola", 2)),
        ("one two three four five six seven, eight\n.", "", News("one two three four five six")),
    ],
)
def test_news(after: str, typed: str, found: News | None) -> None:
    assert news(BEFORE, after, typed) == found
