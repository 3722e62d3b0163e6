"""The palette says all that it knows of an action, however narrow it is."""

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.tui.screens.dialog import Words


def about(app) -> str:
    return str(app.screen.query_one(".about", Words).render())


async def test_what_an_action_does_stands_whole_below_the_list(open_app) -> None:
    async with open_app((80, 24)) as (app, pilot):
        await pilot.press("ctrl+p", *"next unread")
        await pilot.pause()
        longest = ACTIONS["conversation.next_unread"].help
        assert about(app) == longest
        below = app.screen.query_one(".about", Words)
        lines = below.render_lines(below.size.region)
        assert "".join("".join(strip.text for strip in lines).split()) == "".join(longest.split())
        await pilot.press(*["backspace"] * 11, "down")
        await pilot.pause()
        assert about(app) not in {"", longest}
        await pilot.press(*"zzzz")
        await pilot.pause()
        assert about(app) == ""


async def test_why_something_cannot_be_done_stands_whole(open_app) -> None:
    async with open_app((60, 15)) as (app, pilot):
        await pilot.press("ctrl+p", *"star or take")
        await pilot.pause()
        assert about(app) == "Select a message first, with Alt+↑ or the mouse."
