"""Choosing an emoji: by name, by arrows, by mouse, from those used last."""

import pytest
from textual.pilot import Pilot

from safespot_tui import i18n
from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.memory import recall
from safespot_tui.tui.screens.emoji_picker import CELL, EmojiGrid, EmojiPicker
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.conftest import OpenApp
from tests.tui.fake_engine import FakeEngine
from tests.tui.until import until

GROUP = ConversationId("c-cuadra")


async def picking(main: MainScreen, pilot: Pilot[None]) -> EmojiGrid:
    """Write in the group, and open the picker by its key."""
    main.open(GROUP)
    await pilot.press("ctrl+t")
    await pilot.pause()
    assert isinstance(pilot.app.screen, EmojiPicker)
    return pilot.app.screen.query_one(EmojiGrid)


def main_of(app: object) -> MainScreen:
    main = app.screen_stack[0]  # type: ignore[attr-defined]
    assert isinstance(main, MainScreen)
    return main


async def test_a_name_finds_it_and_enter_writes_it(open_app: OpenApp) -> None:
    """Where the cursor was; the next time it comes first."""
    async with open_app() as (app, pilot):
        main = main_of(app)
        await picking(main, pilot)
        await pilot.press(*"rocket", "enter")
        await pilot.pause()
        assert main.pane.composer.text == "🚀"
        assert main.pane.composer.has_focus
        grid = await picking(main, pilot)
        assert grid.current is not None
        assert grid.current.character == "🚀"
        await pilot.press("escape")
        assert main.pane.composer.text == "🚀"
        assert recall(app.launch.state_path).recent_emoji == ("🚀",)


async def test_it_is_found_in_spanish_too(open_app: OpenApp) -> None:
    """And called so, where that is what is spoken."""
    i18n.install("es")
    async with open_app() as (app, pilot):
        grid = await picking(main_of(app), pilot)
        await pilot.press(*"medial")
        assert grid.current is not None
        assert grid.current.shortcode == ":croissant:"
        assert "medialuna" in str(app.screen.query_one(".name").render())


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_arrows_and_the_mouse_choose(open_app: OpenApp, size: tuple[int, int]) -> None:
    """At every size, the row under the mouse is the one that is meant."""
    async with open_app(size) as (app, pilot):
        main = main_of(app)
        grid = await picking(main, pilot)
        await pilot.press("right", "down", "down", "up", "left", "left")
        assert grid.cursor == grid.columns - 1
        await pilot.press("pagedown", "pagedown")
        assert grid.scroll_offset.y > 0
        index = grid.scroll_offset.y * grid.columns + 2
        meant = grid._emoji[index]
        await pilot.click(grid, offset=(2 * CELL + 1, 0))
        await pilot.pause()
        assert main.pane.composer.text == meant.character


async def test_nothing_is_chosen_where_nothing_is_found(open_app: OpenApp) -> None:
    """It says so, and stays."""
    async with open_app() as (app, pilot):
        await picking(main_of(app), pilot)
        await pilot.press(*"qzxw", "enter")
        assert isinstance(app.screen, EmojiPicker)
        assert "Nothing found" in str(app.screen.query_one(".name").render())


async def test_a_reaction_may_be_any_of_them(open_app: OpenApp, engine: FakeEngine) -> None:
    """The last of the few that are offered leads to all."""
    async with open_app() as (app, pilot):
        main = main_of(app)
        main.open(GROUP)
        await pilot.press("f4")
        message_id = main.pane.selected_message_id
        await pilot.press("x", "up", "enter")
        await until(lambda: isinstance(app.screen, EmojiPicker))
        await pilot.press(*"rocket", "enter")
        await until(lambda: ("react", message_id, "🚀", True) in engine.calls)
