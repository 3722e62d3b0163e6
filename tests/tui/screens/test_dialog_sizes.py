"""Whatever the terminal's size, a dialog shows how to go on."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Button, Input

from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.screens.dialog import Dialog
from safespot_tui.tui.screens.row_list import RowList
from tests.tui.until import until

Opening = Callable[[Any, Any], Awaitable[None]]


def pressing(*keys: str) -> Opening:
    async def opening(app: Any, pilot: Any) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return opening


async def react(app: Any, pilot: Any) -> None:
    await pilot.press("enter")
    await pilot.pause()
    app.screen.pane.jump_to("m-cuadra-008")
    app.screen.pane.focus_timeline()
    await pilot.press("x")


async def mute(app: Any, pilot: Any) -> None:
    app.screen.inbox.list.select(ConversationId("c-futbol"))
    await pilot.press("m")


OPENINGS: dict[str, Opening] = {
    "new group": pressing("g"),
    "new conversation": pressing("n"),
    "add people": pressing("w"),
    "mute": mute,
    "react": react,
    "confirm": pressing("l"),
    "rename": pressing("f2"),
    "help": pressing("f1"),
    "switcher": pressing("ctrl+g"),
    "palette": pressing("ctrl+p"),
}
SIZES = [(120, 40), (90, 22), (80, 24), (60, 15)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", OPENINGS)
async def test_all_of_a_dialog_is_to_be_seen(
    open_app: Any, name: str, size: tuple[int, int]
) -> None:
    async with open_app(size) as (app, pilot):
        await OPENINGS[name](app, pilot)
        await until(lambda: isinstance(app.screen, Dialog))
        await pilot.pause()
        await pilot.pause()
        screen = app.screen
        box = screen.query_one("#box")
        assert app.size.region.contains_region(box.region)
        inside: Region = box.content_region
        for part in screen.query("#box *").results(Widget):
            if part.display and not isinstance(part, RowList):
                assert inside.contains_region(part.region), part
        for rows in screen.query(RowList):
            assert inside.contains_region(rows.region)
            assert rows.size.height >= min(3, len(rows.rows))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_group_that_lacks_its_name_still_shows_how_to_go_on(
    open_app: Any, size: tuple[int, int]
) -> None:
    async with open_app(size) as (app, pilot):
        await pilot.press("g")
        await pilot.pause()
        await pilot.press("enter", "enter", "enter")
        await pilot.pause()
        await pilot.pause()
        assert app.focused.id == "name"
        inside = app.screen.query_one("#box").content_region
        for wanted in (".error", "#chosen", ".hint"):
            for part in app.screen.query(wanted).results(Widget):
                assert not part.display or inside.contains_region(part.region)
        for button in app.screen.query(Button):
            assert inside.contains_region(button.region)
        assert inside.contains_region(app.screen.query_one("#alias", Input).region)
