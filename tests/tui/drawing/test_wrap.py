from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich._wrap import divide_line
from rich.cells import cell_len
from textual.content import Content

from safespot_tui.tui.drawing.wrap import fit, wrap, wrap_at_most

WORDS = st.sampled_from(
    [
        "a", "is", "light", "street", "neighbourhood", "esquina", "¿alguien", "漢字", "안녕하세요",
        "مرحبا", "שלום", "👍", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇦🇷", "❤️", "e\u0301", "1️⃣",
        "https://safespot.example/reports/0123456789/abcdefghijklmnopqrstuvwxyz?a=b",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
WIDTHS = st.integers(min_value=4, max_value=100)


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(text, width))


@given(TEXTS, WIDTHS)
def test_nothing_is_lost_or_reordered(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


@given(st.lists(WORDS.filter(lambda word: len(word) < 20), min_size=1).map(" ".join),
       st.integers(min_value=20, max_value=100))  # fmt: skip
def test_breaks_where_rich_and_textual_do(text: str, width: int) -> None:
    lines = wrap(text, width)
    offsets = [0, *divide_line(text, width), len(text)]
    assert lines == [text[start:end].rstrip() for start, end in pairwise(offsets)]
    assert len(lines) == Content(text).get_height({}, width)


@given(TEXTS, WIDTHS)
def test_takes_no_more_lines_than_textual_would(text: str, width: int) -> None:
    assert len(wrap(text, width)) <= Content(text).get_height({}, width)


def test_line_breaks_are_kept() -> None:
    assert wrap("one\n\ntwo", 10) == ["one", "", "two"]
    assert wrap("", 10) == [""]


def test_indentation_is_kept_and_blanks_at_a_break_are_dropped() -> None:
    assert wrap("  indented text   goes on", 15) == ["  indented text", "goes on"]


def test_a_long_word_is_folded_between_graphemes() -> None:
    family = "👨‍👩‍👧‍👦"
    assert wrap(family * 3, 4) == [family * 2, family]
    assert wrap("漢字漢字漢", 5) == ["漢字", "漢字", "漢"]


def test_a_line_of_blanks_is_one_empty_line() -> None:
    assert wrap(" " * 50, 10) == [""]


def test_fit_says_when_something_is_left_out() -> None:
    assert fit("short", 5) == "short"
    assert fit("longer", 5) == "long…"
    assert fit("two\nlines", 20) == "two…"
    assert fit("漢字漢字", 6) == "漢字…"
    assert fit("x", 0) == ""


@given(TEXTS, st.integers(min_value=0, max_value=40))
def test_fit_fits(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width


@given(TEXTS, WIDTHS, st.integers(min_value=1, max_value=20))
def test_the_first_lines_are_those_of_the_whole(text: str, width: int, most: int) -> None:
    lines, whole = wrap_at_most(text, width, most)
    assert len(lines) <= most
    if whole:
        assert lines == wrap(text, width)
    else:
        assert len(wrap(text, width)) >= len(lines)
        assert (
            "".join(wrap(text, width))
            .replace(" ", "")
            .startswith("".join(lines[:-1]).replace(" ", ""))
        )


def test_of_a_million_lines_only_the_first_are_made() -> None:
    assert wrap_at_most("\n" * 1_000_000, 80, 3) == (["", "", ""], False)
    assert wrap_at_most("a\nb", 80, 2) == (["a", "b"], True)


def test_a_novel_is_cut_like_a_sentence() -> None:
    assert fit("word " * 1_000_000, 10) == "word word…"
    assert fit("漢" * 1_000_000, 10) == fit("漢" * 20, 10)
    assert fit("a" + "\n" * 1_000_000, 10) == "a…"
    assert fit("a" * 10, 10) == "a" * 10
