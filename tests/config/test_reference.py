"""What can be set is told once, by the type: the docs and the example follow it."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from safespot_tui import i18n
from safespot_tui.actions.keymap import chosen_keys
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.cli.rules import chosen_rules
from safespot_tui.config.reference import entries, example, reference_table
from safespot_tui.config.rule_settings import RuleSettings
from safespot_tui.config.settings import (
    EvidenceSettings,
    NotificationSettings,
    Settings,
    TriageSettings,
)
from safespot_tui.config.settings_file import load_settings

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.install("en")


def test_every_field_is_described() -> None:
    told = {".".join(entry.where) for entry in entries()}
    fields = set(Settings.__struct_fields__) - {"notifications", "evidence", "triage"}
    fields |= {f"evidence.{name}" for name in EvidenceSettings.__struct_fields__}
    fields |= {f"triage.{name}" for name in TriageSettings.__struct_fields__}
    fields |= {f"notifications.{name}" for name in NotificationSettings.__struct_fields__}
    fields |= {f"rules.NAME.{name}" for name in RuleSettings.__struct_fields__}
    assert told == fields
    assert all(entry.description.endswith(".") and entry.expected for entry in entries())


def test_the_docs_hold_the_table(request: pytest.FixtureRequest) -> None:
    text = DOCS.read_text(encoding="utf-8")
    begin, end = "<!-- settings -->\n", "\n<!-- /settings -->"
    if request.config.getoption("--update-screenshots"):
        head, tail = text.partition(begin)[0], text.partition(end)[2]
        text = f"{head}{begin}{reference_table()}{end}{tail}"
        DOCS.write_text(text, encoding="utf-8")
    assert text.partition(begin)[2].partition(end)[0] == reference_table(), (
        "write it again: pytest tests/config/test_reference.py --update-screenshots"
    )


def test_the_example_changes_nothing_until_it_is_asked_to(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(example())
    assert load_settings(path) == Settings()
    lines = example().splitlines()
    path.write_text("\n".join(line[2:] if _is_setting(line) else line for line in lines))
    settings = load_settings(path)
    assert len(chosen_rules(settings)) == len(settings.rules) > 1
    assert settings.theme == "nord"
    assert settings.keys["app.quit"] == "F10"
    default = msgspec.to_builtins(Settings())
    named = set(tomllib.loads(path.read_text()))
    assert named == set(default)


def _is_setting(line: str) -> bool:
    return line.startswith("# [") or " = " in line


def test_an_example_of_every_docs_block_is_valid(tmp_path: Path) -> None:
    blocks = DOCS.read_text(encoding="utf-8").split("```toml\n")[1:]
    assert blocks
    for block in blocks:
        path = tmp_path / "config.toml"
        path.write_text(block.partition("```")[0])
        chosen_keys(load_settings(path).keys, ACTIONS)
