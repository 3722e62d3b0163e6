"""docs/control.schema.json is made of the code."""

import json
from pathlib import Path

import pytest

from safespot_tui.stage.control.schema import schema

DOCUMENT = Path(__file__).parents[3] / "docs" / "control.schema.json"


def test_the_schema_is_that_of_the_code(request: pytest.FixtureRequest) -> None:
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if request.config.getoption("--update-screenshots"):
        DOCUMENT.write_text(text)
    assert DOCUMENT.read_text() == text
