"""What can be done is in the registry, and the registry is all of the palette, the help, the docs,
the commands and the keys: none of them leaves an action out, none knows one more."""

import json
import re
from pathlib import Path

from textual.binding import Binding

from safespot_tui.actions.action import Section
from safespot_tui.actions.commands import COMMANDS
from safespot_tui.actions.keymap import conflicts
from safespot_tui.actions.registry import ACTIONS, in_section, keys_of
from safespot_tui.cli.main import main
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.key_names import bindings, key_table, keys_in_words
from safespot_tui.tui.screens.help import help_sections
from safespot_tui.tui.screens.palette import ActionPalette

EVERYTHING = frozenset(Capability)
ALL = sorted(ACTIONS)


def test_sections_hold_every_action_once() -> None:
    assert sorted(action.id for section in Section for action in in_section(section)) == ALL


async def test_the_palette_offers_every_action(open_app, engine) -> None:
    engine.capabilities = EVERYTHING
    async with open_app() as (app, pilot):
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, ActionPalette)
        assert sorted(action.id for action, _row in app.screen._entries) == ALL


def test_help_tells_every_action_with_its_keys() -> None:
    told = {
        (keys, title)
        for _heading, entries in help_sections(EVERYTHING)
        for keys, title, _ in entries
    }
    assert {(keys_in_words(action), action.title) for action in ACTIONS.values()} <= told


def test_the_docs_list_every_action() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\| `([\w.]+)` \|$", docs, re.MULTILINE)) == ALL
    assert key_table() in docs


def test_every_action_can_be_typed() -> None:
    assert sorted(action.id for action in COMMANDS.values()) == ALL


def test_every_key_is_bound_on_the_main_screen() -> None:
    bound = {
        (binding.key, binding.action) for binding in bindings() if isinstance(binding, Binding)
    }
    assert bound == {
        (key, f"perform({action.id!r}, {place.value!r})")
        for action in ACTIONS.values()
        for place, key in keys_of(action)
    }


def test_no_key_of_ours_means_two_things_in_one_place() -> None:
    bound = [(action, place, key) for action in ACTIONS.values() for place, key in keys_of(action)]
    assert [(key, one.id, other.id) for key, one, other in conflicts(bound)] == []


def test_the_command_lists_every_action(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    assert main(["keys", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["actions"]
    assert sorted(action["id"] for action in listed) == ALL
    assert not any(action["changed"] for action in listed)
