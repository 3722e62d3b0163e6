"""Keys that the user gave, on the screen: they do it, the old ones do not, and all that tells keys
tells these."""

from collections.abc import Iterator

import pytest

from safespot_tui.actions import keymap
from safespot_tui.actions.keymap import chosen_keys
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.tui.screens.help import HelpScreen, help_sections
from safespot_tui.tui.screens.palette import ActionPalette


@pytest.fixture(autouse=True)
def chosen(surroundings: None) -> Iterator[None]:
    wanted = {"app.help": "F11", "app.palette": ["Ctrl+Y", "!"], "conversation.archive": ""}
    keymap.install(chosen_keys(wanted, ACTIONS))
    yield
    keymap.install({})


async def test_the_chosen_key_does_it_and_the_old_one_does_not(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        await pilot.press("f1", "ctrl+p", "colon", "alt+a", "a")
        await pilot.pause()
        assert app.screen is main
        assert "set_flags" not in {call[0] for call in engine.calls}
        await pilot.press("f11")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "exclamation_mark")
        await pilot.pause()
        assert isinstance(app.screen, ActionPalette)
        (row,) = [row for action, row in app.screen._entries if action.id == "app.help"]
        assert row.right == "F11"


async def test_what_tells_keys_tells_the_chosen_ones(open_app, engine) -> None:
    sections = help_sections(engine.capabilities)
    told = {title: keys for _, entries in sections for keys, title, _ in entries}
    assert told["Help"] == "F11"
    assert told["Menu…"] == "Ctrl+Y, !"
    assert told["Archive or back to the inbox"] == ""
    async with open_app() as (app, _pilot):
        words = app.screen._status.render_line(0).text
        assert "Ctrl+Y menu" in words
        assert "F11 help" in words
