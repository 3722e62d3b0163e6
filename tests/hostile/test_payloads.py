"""The corpus is what it says, and the parser sees what a terminal would."""

import pytest

from tests.hostile.payloads import CORPUS, LARGE_PAYLOADS
from tests.hostile.sequences import kinds


def test_there_are_enough_of_them_and_each_once():
    assert len(CORPUS) >= 300
    names = [payload.name for payload in (*CORPUS, *LARGE_PAYLOADS)]
    assert len(set(names)) == len(names)


def test_every_control_character_is_there():
    written = "".join(payload.text for payload in CORPUS)
    assert set(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) <= set(written)


@pytest.mark.parametrize(
    "kind",
    [
        "CSI J", "8-bit CSI J", "CSI n", "CSI ?h", "OSC 0", "OSC 8", "OSC 52", "8-bit OSC 52",
        "OSC 52 unterminated", "DCS", "DCS unterminated", "8-bit DCS", "APC", "8-bit APC", "PM",
        "8-bit PM", "SOS", "8-bit SOS", "TITLE", "ESC", "C0 07", "C1 85", "surrogate",
        "format 202E", "format E0041",
    ],
)  # fmt: skip
def test_every_kind_of_order_is_there(kind: str):
    assert any(kind in kinds(payload.text) for payload in CORPUS)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("plain, ñ, 漢, 👍🏽, 👩‍👩‍👧", {}),
        ("\x1b[31;1mred\x1b[0m", {"CSI m": 2}),
        ("\x1b[?1049h\x1b[?25l", {"CSI ?h": 1, "CSI ?l": 1}),
        ("\x1b]0;a title\x07after", {"OSC 0": 1}),
        ("\x1b]52;c;cm0=\x1b\\after", {"OSC 52": 1}),
        ("\x1b]0;swallows the rest", {"OSC 0 unterminated": 1}),
        ("\x9b31m\x9d0;t\x9c", {"8-bit CSI m": 1, "8-bit OSC 0": 1}),
        ("\x1bPq~\x1b\\x", {"DCS": 1}),
        ("\x1bPq~\x18x", {"DCS unterminated": 1}),
        ("\x1b_G\x1b\\\x1b^p\x1b\\\x1bXs\x1b\\", {"APC": 1, "PM": 1, "SOS": 1}),
        ("\x1bc\x1b(0\x1b", {"ESC": 3}),
        ("\x1b[", {"CSI broken": 1}),
        ("a\x00b\x85c\x7f", {"C0 00": 1, "C1 85": 1, "C0 7F": 1}),
        ("\u202e\u2066\U000e0041\ud800", {"format 202E": 1, "format 2066": 1, "format E0041": 1,
                                          "surrogate": 1}),
    ],
)  # fmt: skip
def test_output_is_taken_apart(output: str, expected: dict[str, int]):
    assert kinds(output) == expected


def test_an_order_counts_although_its_halves_came_apart():
    assert kinds("\x1b]52;c;" + "cm0=\x07") == {"OSC 52": 1}
    assert kinds("\x1b[" + "2J") == {"CSI J": 1}
