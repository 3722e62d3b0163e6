"""What is typed comes through the server's sanitiser and back as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from safespot_tui.gateway.safespot.text import escaped, settled, unescaped

TRICKY = st.text(alphabet="<>&;ltgamp x", max_size=24)


@given(TRICKY)
@example("a < b && c > d")
@example("&lt;b&gt;")
@example("&amp;lt;")
@example("&<")
@example("&amp;<")
@example("if x<5 && y>3: print('hi')")
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(TRICKY)
def test_nothing_is_left_that_the_sanitiser_would_touch(text: str) -> None:
    assert not set(escaped(text)) & set("<>")


@given(TRICKY, TRICKY)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert (escaped(one) == escaped(other)) == (one == other)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("a &gt; b", "a > b"),
        ("-&gt;", "->"),
        ("&lt;", "<"),
        ("&nbsp;x", "&nbsp;x"),
        ("Tom &amp; Jerry", "Tom &amp; Jerry"),
        ("\x1b[31mrojo", "␛[31mrojo"),
    ],
)
def test_what_others_wrote_is_read_as_they_meant_it(stored: str, shown: str) -> None:
    assert unescaped(stored) == shown


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" \t x \t ", "x"),
        ("x\u00a0", "x"),
        ("\u2003x\u2003", "x"),
        ("\ufeffx", "x"),
        ("x\n\n\n\ny", "x\n\ny"),
        ("x\r\ny", "x\ny"),
        ("\n\n\n", ""),
        ("línea1\nlínea2", "línea1\nlínea2"),
    ],
)
def test_text_is_settled_as_the_server_would(typed: str, stored: str) -> None:
    assert settled(typed) == stored
