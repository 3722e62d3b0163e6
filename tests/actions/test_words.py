"""What is written behind a command."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from safespot_tui.actions.action import NotUnderstood
from safespot_tui.actions.commands import command_in, words_in
from safespot_tui.actions.words import FOR_EVER, muted_until

NOW = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("8h", NOW + timedelta(hours=8)),
        (" 30 min ", NOW + timedelta(minutes=30)),
        ("2 días", NOW + timedelta(days=2)),
        ("always", FOR_EVER),
        ("Siempre", FOR_EVER),
        ("off", None),
    ],
)
def test_how_long_a_mute_lasts(words: str, until: datetime | None) -> None:
    """In either language."""
    assert muted_until(words, NOW) == until


@pytest.mark.parametrize("words", ["", "mañana", "8", "h", "0h", "-1h", "99999999d", "8h 3m"])
def test_what_is_no_time_is_not_guessed(words: str) -> None:
    """It is said how to write it."""
    with pytest.raises(NotUnderstood, match="30m"):
        muted_until(words, NOW)


@given(some.integers(1, 99999), some.sampled_from("mhd"))
def test_every_duration_ends_at_a_moment_that_there_is(count: int, unit: str) -> None:
    """However long."""
    until = muted_until(f"{count}{unit}", NOW)
    assert until is not None
    assert until > NOW


@given(some.text(alphabet="/ab \n.-_"))
def test_a_text_is_a_command_or_is_sent_as_it_is_but_for_one_sign(text: str) -> None:
    """What begins with `/` and a word goes to nobody; all else loses at most the first `/`."""
    if command_in(text) is None:
        assert words_in(text) in (text, text[1:])
        assert text[1:] != words_in(text) or text.startswith("//") or text == text[1:]
    else:
        assert text.strip().startswith("/")
        assert words_in(text) == text
        assert command_in("/" + text.strip()) is None
        assert words_in("/" + text.strip()) == text.strip()
