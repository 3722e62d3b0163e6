"""In silent mode a line says so for as long as it lasts, and what reads by the way says why not."""

from safespot_tui.actions.registry import ACTIONS, objection_to
from safespot_tui.tui.silent_bar import SilentBar


async def test_it_is_there_while_nobody_is_told_and_says_what_the_server_tells(
    open_app, engine
) -> None:
    engine.silent_note = "Others see that you are online."
    async with open_app((80, 24)) as (app, pilot):
        bar = app.screen.query_one(SilentBar)
        assert not bar.display
        await pilot.press("alt+shift+s")
        await pilot.pause()
        assert bar.region.y == 0
        assert bar.words == (
            "SILENT MODE · Alt+Shift+A acknowledges · Alt+Shift+S ends it · "
            "Others see that you are online."
        )
        reason = objection_to(ACTIONS["inbox.mark_all_read"], app.screen.context())
        assert reason.endswith("until you acknowledge it: Alt+Shift+A")
        await pilot.press("alt+shift+s")
        await pilot.pause()
        assert not bar.display
