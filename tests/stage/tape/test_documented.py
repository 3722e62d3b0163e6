"""The document on tapes names all that there is, and what it shows can be played."""

import re
from pathlib import Path

import pytest

from safespot_tui.stage.tape.grammar import VERBS
from safespot_tui.stage.tape.lint import problems_of
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.tables import TABLES

DOCUMENT = (Path(__file__).parents[3] / "docs" / "tapes.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_is_told(verb: str) -> None:
    assert f"| `{verb}" in DOCUMENT


@pytest.mark.parametrize("table", TABLES)
def test_every_field_is_told(table: str) -> None:
    (row,) = (line for line in DOCUMENT.splitlines() if line.startswith(f"| `{table}` |"))
    assert re.findall(r"`(\w+)`", row.split("|")[3]) == sorted(TABLES[table].fields)


def test_the_tape_of_the_document_can_be_played() -> None:
    source = DOCUMENT.split("```\n")[1]
    assert problems_of(parse(source)) == ()
