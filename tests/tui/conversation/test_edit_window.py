"""That a message is too old to be edited is said before a word is typed."""

from datetime import timedelta

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId

CUADRA = ConversationId("c-cuadra")
OWN = MessageId("m-cuadra-009")
"""Half an hour old; the one before it is a day old."""


@pytest.fixture(params=["e", "alt+e"])
def key(request) -> str:
    return request.param


async def test_an_old_message_is_not_opened_for_editing(key, open_app, engine) -> None:
    engine.edit_window = timedelta(minutes=20)
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        app.screen.pane.jump_to(OWN)
        app.screen.pane.focus_timeline()
        await pilot.press(key)
        await pilot.pause()
        assert app.screen.pane.composer.editing_id is None
        (said,) = [note.message for note in app._notifications]
        assert said == "Too late: on this server a message can be edited for 1 hour."


async def test_a_young_one_is(key, open_app, engine) -> None:
    engine.edit_window = timedelta(hours=24)
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        app.screen.pane.jump_to(OWN)
        app.screen.pane.focus_timeline()
        await pilot.press(key)
        await pilot.pause()
        assert app.screen.pane.composer.editing_id == OWN


async def test_the_arrow_that_edits_the_last_one_says_it_too(open_app, engine) -> None:
    engine.edit_window = timedelta(minutes=20)
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        await pilot.press("up")
        await pilot.pause()
        pane = app.screen.pane
        assert pane.composer.editing_id is None
        assert pane.desk.complaint.words.startswith("Too late")
        await pilot.press("h")
        await pilot.pause()
        assert pane.desk.complaint.words == ""
        assert pane.composer.text == "h"
