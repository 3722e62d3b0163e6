"""Alt and a digit are that, and not what one terminal of macOS means by it."""

from string import digits

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key

from safespot_tui.actions.keymap import keys_now
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.tui.terminal.alt_digits import know_alt_digits


@pytest.fixture
def digits_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is as it was after the test."""
    for digit in digits:
        monkeypatch.setitem(ANSI_SEQUENCES_KEYS, f"\x1b{digit}", "?")  # pyright: ignore[reportArgumentType]
    know_alt_digits()


def read(sent: str) -> list[str]:
    """The keys that a terminal means by what it sends."""
    parser = XTermParser()
    events = [*parser.feed(sent), *parser.feed("")]
    return [event.key for event in events if isinstance(event, Key)]


@pytest.mark.parametrize("digit", digits)
def test_alt_and_a_digit(digits_known, digit: str) -> None:
    assert read(f"\x1b{digit}") == [f"alt+{digit}"]


def test_every_action_with_alt_has_a_key_that_any_terminal_can_send(digits_known) -> None:
    """A terminal sends Escape before the character; some letters mean something else then."""
    for action in ACTIONS.values():
        keys = [key for place in keys_now(action).values() for key in place]
        with_alt = [key for key in keys if key.startswith("alt+")]
        characters = [
            key.removeprefix("alt+shift+").upper() if "shift" in key else key.removeprefix("alt+")
            for key in with_alt
        ]
        if any(len(each) > 1 for each in characters):
            continue  # an arrow says itself that Alt goes with it
        arriving = [key for each in characters for key in read(f"\x1b{each}")]
        assert not with_alt or set(arriving) & set(keys), action.id
