"""Panes beside each other or one at a time, as wide as the user likes."""

import pytest
from msgspec import structs
from textual.events import MouseDown, MouseEvent, MouseMove, MouseUp

from safespot_tui.config.settings import MIN_INBOX_WIDTH, Layout, Settings
from safespot_tui.stage.settled import settled
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.arrangement import Arrangement, resized
from safespot_tui.tui.memory import recall
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.until import until


@pytest.mark.parametrize(
    ("arrangement", "width", "one_pane"),
    [
        (Arrangement(), 80, False),
        (Arrangement(), 79, True),
        (Arrangement(Layout.SPLIT), 40, False),
        (Arrangement(Layout.ONE), 300, True),
        (Arrangement(zoomed=True), 300, True),
    ],
)
def test_how_many_panes_there_are(arrangement, width, one_pane) -> None:
    assert (width < arrangement.one_pane_below) is one_pane


def test_the_inbox_stays_legible_and_leaves_room() -> None:
    assert resized(40, 1) == 44
    assert resized(22, -1) == 20
    assert resized(79, 1) == 80


async def test_zoom_and_width_are_remembered(open_app, launch) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        assert main.inbox.size.width == 40
        await pilot.press("less_than_sign", "less_than_sign")
        await pilot.pause()
        assert main.inbox.size.width == 32
        await pilot.press("enter", "alt+0")
        await pilot.pause()
        assert main.pane.size.width == 120
        assert main.pane.composer.has_focus
    assert (recall(launch.state_path).zoomed, recall(launch.state_path).inbox_width) == (True, 32)
    async with open_app() as (app, pilot):
        main = app.screen
        assert main.inbox.size.width == 120
        await pilot.press("enter")
        await pilot.pause()
        assert not main.inbox.display
        await pilot.press("alt+0")
        await pilot.pause()
        assert main.inbox.size.width == 32


def mouse(kind: type[MouseEvent], x: int, y: int) -> MouseEvent:
    return kind(None, x, y, 0, 0, 1, False, False, False)


async def test_the_edge_of_the_inbox_follows_the_mouse_and_clicks_nothing(open_app, launch) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        main = app.screen
        shown = main.pane.conversation_id
        for start, end, width in ((39, 49, 50), (50, 5, MIN_INBOX_WIDTH)):
            app.post_message(mouse(MouseDown, start, 8))
            await until(lambda: app.mouse_captured is main)
            app.post_message(mouse(MouseMove, end, 10))
            await until(lambda width=width: main.inbox.size.width == width)
            app.post_message(mouse(MouseUp, end, 10))
            app.post_message(mouse(MouseMove, 60, 10))
            await settled(pilot.app)
            assert main.inbox.size.width == width
        assert main.selections == {}
        assert (main.pane.conversation_id, main.pane.selected_message_id) == (shown, None)
        assert app.mouse_captured is None
    assert recall(launch.state_path).inbox_width == MIN_INBOX_WIDTH


async def test_in_one_pane_there_is_no_width_to_choose(open_app) -> None:
    async with open_app((60, 20)) as (app, pilot):
        await pilot.press("greater_than_sign")
        await pilot.pause()
        assert app.screen.inbox.size.width == 60
        assert [each.message for each in app._notifications] == [
            "There is one pane, and it has all the columns."
        ]


@pytest.mark.parametrize(("layout", "inbox_width"), [(Layout.ONE, 120), (Layout.SPLIT, 24)])
async def test_the_settings_arrange_the_panes(engine, launch, layout, inbox_width) -> None:
    launch = structs.replace(launch, settings=Settings(layout=layout, inbox_width=24))
    app = MessengerApp(engine, launch)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert app.screen.inbox.size.width == inbox_width
