"""What is being typed just before the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from safespot_tui.tui.writing.tokens import (
    command_at,
    emoji_at,
    finished_emoji_at,
    mention_at,
)


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        (":sm", ":sm"),
        ("hola :sm", ":sm"),
        ("(:sm", ":sm"),
        ("\n:sm", ":sm"),
        ("🔥:sm", ":sm"),
        (":+1", ":+1"),
        (":s", ""),
        ("12:30", ""),
        ("nota:si", ""),
        ("https://x", ""),
        ("::sm", ""),
        (":sm ", ""),
    ],
)
def test_where_an_emoji_begins(before: str, typed: str) -> None:
    """A colon behind a letter, a time or an address is only a colon."""
    assert emoji_at(before) == typed


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        ("@", "@"),
        ("hola @an", "@an"),
        ("¿@Ñandú", "@Ñandú"),
        ("ana@beto", ""),
        ("a.b@c", ""),
        ("@an ", ""),
        ("@@an", ""),
    ],
)
def test_where_a_mention_begins(before: str, typed: str) -> None:
    """Not in an address."""
    assert mention_at(before) == typed


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        ("/", "/"),
        ("/mu", "/mu"),
        ("/home/", ""),
        ("//mu", ""),
        ("/mute 8", ""),
        ("hola /mu", ""),
        ("\n/mu", ""),
    ],
)
def test_where_a_command_begins(before: str, typed: str) -> None:
    """At the very beginning, and nowhere in a path."""
    assert command_at(before) == typed


@given(some.text())
def test_what_is_found_stands_before_the_cursor(before: str) -> None:
    """Only that is ever replaced; and nothing is two things at once."""
    found = [
        typed
        for look in (emoji_at, mention_at, command_at, finished_emoji_at)
        if (typed := look(before))
    ]
    assert all(before.endswith(typed) for typed in found)
    assert len(found) <= 1


@given(some.text(alphabet=":@/ ab\n"))
def test_so_it_is_with_what_is_most_like_it(before: str) -> None:
    """The same, of the letters that matter."""
    test_what_is_found_stands_before_the_cursor.hypothesis.inner_test(before)  # type: ignore[attr-defined]
