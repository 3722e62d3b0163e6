"""Keys that the user gave, on the screen: they do it, the old ones do not, and all that tells keys
tells these."""

from collections.abc import Iterator

import pytest

from safespot_tui.actions import keymap
from safespot_tui.actions.keymap import chosen_keys
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.event import UserChanges, UserUpdated
from safespot_tui.domain.text import SafeText
from safespot_tui.stage.settled import settled
from safespot_tui.tui.screens.alias import AliasDialog
from safespot_tui.tui.screens.help import HelpScreen, help_sections
from safespot_tui.tui.screens.palette import ActionPalette
from tests.tui.until import until


@pytest.fixture(autouse=True)
def chosen(surroundings: None) -> Iterator[None]:
    wanted = {
        "app.help": "F11",
        "app.palette": ["Ctrl+Y", "%"],
        "conversation.archive": "",
        "message.select": "F23",
        "message.star": "=",
        "self.rename": "F24",
        "app.quit": "Ctrl+Q",
    }
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
        await pilot.press("escape", "percent_sign")
        await pilot.pause()
        assert isinstance(app.screen, ActionPalette)
        (row,) = [row for action, row in app.screen._entries if action.id == "app.help"]
        assert row.right == "F11"


async def test_what_tells_keys_tells_the_chosen_ones(open_app, engine) -> None:
    sections = help_sections(engine.capabilities)
    told = {title: keys for _, entries in sections for keys, title, _ in entries}
    assert told["Help"] == "F11"
    assert told["Menu…"] == "Ctrl+Y, %"
    assert told["Archive or back to the inbox"] == ""
    async with open_app() as (app, _pilot):
        words = app.screen._bars.status.render_line(0).text
        assert "Ctrl+Y menu" in words
        assert "F11 help" in words


async def test_sentences_tell_the_chosen_ones(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        for keys, sentence in (
            (("alt+up", "alt+r"), "Select a message first, with F23 or the mouse."),
            (("escape", "S"), "No message has a star. = puts one on the selected message."),
        ):
            await pilot.press(*keys)
            await settled(pilot.app)
            assert [notice.message for notice in app._notifications] == [sentence]
        nobody = UserChanges(alias=SafeText(""))
        engine.store.apply(UserUpdated(engine.store.me, nobody))
        app.push_screen(AliasDialog(engine))
        await settled(pilot.app)
        assert "later (F24)" in str(app.screen.query_one(".hint").render())


async def test_who_logs_in_leaves_by_the_chosen_key(open_app) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("f10")
        await settled(pilot.app)
        assert "Ctrl+Q quits" in str(app.screen.query_one(".hint").render())
        await pilot.press("ctrl+q")
        await until(lambda: not app.is_running)
