"""What a stranger wrote has nothing left in it that a terminal would obey."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.text import (
    CHARACTERS_AT_ONCE,
    MAX_COMBINING,
    MAX_JOINED,
    MAX_LINE_CHARACTERS,
    pieces_of,
    safe_line,
    safe_text,
)

HOSTILE = {
    "csi": "\x1b[2J",
    "osc 52": "\x1b]52;c;aGk=\x07",
    "osc 8": "\x1b]8;;http://x\x1b\\y",
    "dcs": "\x1bPq\x1b\\",
    "c1 csi": "\x9b31m",
    "c1 osc": "\x9d0;title\x9c",
    "nul": "a\x00b",
    "delete": "a\x7fb",
    "backspace": "safe\x08\x08\x08\x08evil",
    "bell": "\x07",
    "bidi override": "\u202eevil",
    "bidi isolate": "\u2066x\u2069",
    "zero width": "pay\u200bpal",
    "tags": "a\U000e0041b",
    "lone surrogate": "a\ud800b",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_is_left_to_obey(text: str) -> None:
    assert safe_text(text).replace("\n", "").isprintable()


@given(st.text(st.characters(exclude_categories=["Cn", "Co"])))
def test_no_control_or_format_character_survives_but_line_breaks_and_joiners(text: str) -> None:
    for character in safe_text(text):
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs"} or character == "\n"
        if category == "Cf":
            assert not unicodedata.bidirectional(character).startswith(("LR", "RL", "PD", "FS"))


@given(st.text())
def test_safe_text_is_safe_already(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_ordinary_writing_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["👩‍👩‍👧", "❤️", "नमस्ते", "می‌خواهم", "🇦🇷", "👍🏽", "❤️‍🔥", "👩🏽‍❤️‍💋‍👨🏽", "🏴‍☠️", "🙂‍↔️", "ශ්‍රී"],
)
def test_joined_emoji_and_joined_scripts_stay_whole(text: str) -> None:
    assert safe_text(text) == text


def test_line_breaks_of_every_system_are_one_kind() -> None:
    assert safe_text("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


def test_a_tab_is_as_wide_as_it_looks() -> None:
    assert safe_text("a\tb") == "a    b"


def test_a_tower_of_combining_marks_is_cut_down() -> None:
    assert safe_text("a" + "\u0301" * 50) == "a" + "\u0301" * MAX_COMBINING


@pytest.mark.parametrize(
    ("base", "mark"),
    [
        ("\u05d0", "\u05b0"),
        ("\u0639", "\u064b"),
        ("\u0e01", "\u0e49"),
        ("\u0f40", "\u0f71"),
        ("\u0915", "\u0941"),
        ("\u1100", "\u1161"),
        ("\U0001f44d", "\U0001f3fd"),
        ("a", "\u200c"),
        ("a", "\ufe0f"),
        ("\u8fbb", "\U000e0100"),
    ],
    ids=["Hebrew", "Arabic", "Thai", "Tibetan", "Devanagari", "Hangul", "skin", "non-joiner",
         "selector", "supplement"],
)  # fmt: skip
def test_marks_of_no_script_are_stacked_without_end(base: str, mark: str) -> None:
    assert safe_text(base + mark * 50) == base + mark * MAX_COMBINING
    assert safe_text(base + mark * MAX_COMBINING) == base + mark * MAX_COMBINING


def test_no_cluster_is_joined_without_end() -> None:
    woman = "\U0001f469"
    joined = safe_text(woman + f"\u200d{woman}" * 50)
    assert max(map(len, joined.split(woman * 2))) <= 2 * MAX_JOINED + 1
    assert joined.count(woman) == 51


@pytest.mark.parametrize("text", ["\u0301", "\u0301x", "\ufe0f", "\U0001f3fd", "\u1161"])
def test_a_mark_on_nothing_is_not_drawn_into_what_stands_before(text: str) -> None:
    assert safe_text(text) == f"\u25cc{text}"
    assert safe_text(f"a\n{text}") == f"a\n\u25cc{text}"
    assert safe_line(f" {text}") == f"\u25cc{text}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\u200db\u200dc", "abc"),
        ("a" + "\u200d" * 50, "a"),
        ("\u200da", "a"),
        ("\U0001f469\u200d b", "\U0001f469 b"),
        ("\U0001f469\u200d\u200d\U0001f469", "\U0001f469\u200d\U0001f469"),
        ("\u6f22\u200d\u6f22", "\u6f22\u6f22"),
    ],
)
def test_nothing_is_joined_that_is_drawn_apart(text: str, left: str) -> None:
    assert safe_text(text) == left


@pytest.mark.parametrize("character", ["\U0001d173", "\U0001bca0", "\U00013430", "\U000e0fff"])
def test_layout_that_nobody_sees_is_dropped(character: str) -> None:
    assert safe_text(f"a{character}b") == "ab"


def test_a_name_has_one_line() -> None:
    assert safe_line("  Ana\n\n  Gómez\t") == "Ana Gómez"


def test_a_name_has_an_end() -> None:
    longest = "n" * MAX_LINE_CHARACTERS
    assert safe_line(longest) == longest
    assert safe_line("n" * 1_000_000) == longest[:-1] + "…"
    assert len(safe_line("\u0301" * 1_000_000)) <= MAX_LINE_CHARACTERS
    assert len(safe_line("\t" * 1_000_000 + "x")) <= MAX_LINE_CHARACTERS


def test_joiners_that_join_nothing_are_all_gone() -> None:
    assert safe_text("\u200d\u200d0\u200d\u200d\u200d") == "0"


@given(st.text(st.sampled_from("a \n\r\t\x85\u200d\u0301\u2764\ufe0f\u1160\x1b\u202eé")))
def test_a_long_text_is_made_safe_in_pieces_as_it_is_in_one(text: str) -> None:
    whole = safe_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("safespot_tui.domain.text.CHARACTERS_AT_ONCE", 3)
        assert safe_text(text) == whole


@pytest.mark.parametrize("line", ["\n", "x\n", "é and so on\n", "a word and another "])
def test_no_piece_of_a_long_text_is_long(line: str) -> None:
    text = line * (5 * CHARACTERS_AT_ONCE // len(line))
    pieces = list(pieces_of(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) < CHARACTERS_AT_ONCE + len(line)
