"""What the terminal is told, byte by byte."""

from base64 import b64decode

import pytest

from safespot_tui.config.settings import Desktop
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.in_page import page_environment
from safespot_tui.tui.notifications.sequences import can_name_windows, detected, notice, title
from tests.hostile.payloads import CORPUS
from tests.hostile.sequences import kinds, sequences

KEY = "c2363b93"


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-kitty"}, Desktop.OSC_99),
        ({"TERM": "tmux-256color", "TMUX": "x", "KITTY_WINDOW_ID": "1"}, Desktop.OSC_99),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, Desktop.OSC_9),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, Desktop.OSC_9),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Desktop.OSC_9),
        ({"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"}, Desktop.OSC_9),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "tmux", "WEZTERM_PANE": "0"}, Desktop.OSC_9),
        ({"TERM": "foot"}, Desktop.OSC_777),
        ({"TERM": "rxvt-unicode-256color"}, Desktop.OSC_777),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, Desktop.OSC_777),
        (page_environment({"KITTY_WINDOW_ID": "1"}), Desktop.OSC_777),
        ({"TERM": "xterm-256color"}, Desktop.OFF),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, Desktop.OFF),
        ({}, Desktop.OFF),
    ],
)
def test_the_terminal_is_known_by_its_environment(environment, way) -> None:
    assert detected(environment) is way


def told(way: Desktop, environment: dict[str, str] | None = None, text: str = "Hi") -> str:
    return notice(SafeText("Ana"), SafeText(text), "c-ana", way, environment or {})


def test_each_way_has_its_sequence() -> None:
    assert told(Desktop.OSC_9) == "\x1b]9;SafeSpot: Ana: Hi\x07"
    assert told(Desktop.OSC_777) == "\x1b]777;notify;Ana;Hi\x07"
    assert told(Desktop.OSC_99) == (
        f"\x1b]99;i={KEY}:e=1:d=0:o=unfocused;QW5h\x1b\\\x1b]99;i={KEY}:e=1:p=body;SGk=\x1b\\"
    )
    assert told(Desktop.OFF) == ""
    assert told(Desktop.AUTO, {"TERM": "foot"}) == told(Desktop.OSC_777)
    assert title("(3) SafeSpot") == "\x1b]2;(3) SafeSpot\x07"


def test_tmux_passes_it_on() -> None:
    assert told(Desktop.OSC_9, {"TMUX": "/tmp/x"}) == (
        "\x1bPtmux;\x1b\x1b]9;SafeSpot: Ana: Hi\x07\x1b\\"
    )


def test_screen_passes_it_on_in_pieces_that_are_short_enough() -> None:
    outer = told(Desktop.OSC_99, {"STY": "1.pts"}, "ñ" * 150)
    pieces = outer.removesuffix("\x1b\\").split("\x1b\\")
    assert all(piece.startswith("\x1bP") and len(piece.encode()) <= 258 for piece in pieces)
    inner = "".join(piece[2:] for piece in pieces)
    assert inner.count("\x1b]99;") == 2
    assert inner.count("\x07") == 2


def test_a_separator_in_a_text_is_none() -> None:
    sequence = notice(SafeText("4;1;50"), SafeText("a;b"), "c", Desktop.OSC_777, {})
    assert sequence == "\x1b]777;notify;4,1,50;a,b\x07"


@pytest.mark.parametrize("way", [Desktop.OSC_9, Desktop.OSC_777, Desktop.OSC_99])
@pytest.mark.parametrize("environment", [{}, {"TMUX": "x"}, {"STY": "x"}], ids=["", "tmux", "scr"])
def test_no_text_ends_the_sequence_or_begins_another(way, environment) -> None:
    expected = kinds(told(way, environment))
    for payload in CORPUS:
        hostile = SafeText(payload.text)  # as if nothing had made it safe before
        sequence = notice(hostile, hostile, payload.text, way, environment)
        if environment.get("STY"):
            assert set(kinds(sequence)) == set(expected), payload
        else:
            assert kinds(sequence) == expected, payload
            assert "".join(each.raw for each in sequences(sequence)) == sequence


def test_what_is_encoded_is_what_was_said() -> None:
    sequence = told(Desktop.OSC_99, text="¿Venís? 🎉")
    body = sequence.split(";")[-1].removesuffix("\x1b\\")
    assert b64decode(body).decode() == "¿Venís? 🎉"


def test_a_console_has_no_windows() -> None:
    assert not can_name_windows({"TERM": "linux"})
    assert can_name_windows({"TERM": "xterm"})
