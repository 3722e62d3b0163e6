"""Keys as people know them, and the table of them in the docs."""

from pathlib import Path

import pytest
from textual.binding import Binding

from safespot_tui.actions.key_words import key_name
from safespot_tui.tui.key_names import bindings, key_table

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+n", "Ctrl+N"),
        ("f10", "F10"),
        ("p", "p"),
        ("question_mark", "?"),
        ("ctrl+down", "Ctrl+↓"),
        ("escape", "Esc"),
        ("delete", "Del"),
    ],
)
def test_keys_have_the_names_that_are_on_them(key: str, name: str) -> None:
    assert key_name(key) == name


def test_every_key_is_bound_once() -> None:
    bound = [(b.key, b.action) for b in bindings() if isinstance(b, Binding)]
    assert len(bound) == len(set(bound)) > 40


def test_the_table_in_the_docs_is_that_of_the_registry(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-screenshots"):
        head = DOCS.read_text(encoding="utf-8").partition("| keys |")[0]
        DOCS.write_text(f"{head}{key_table()}\n", encoding="utf-8")
    assert DOCS.read_text(encoding="utf-8").endswith(f"{key_table()}\n"), (
        "draw it again: pytest tests/tui/test_key_names.py --update-screenshots"
    )
