"""Keys that come in one piece, or too early."""

from textual.events import Key
from textual.widgets import Input

from tests.tui.screens.test_login import burst
from tests.tui.until import until


async def test_what_follows_enter_is_written_in_what_it_opened(open_app, engine) -> None:
    async with open_app() as (app, _pilot):
        burst(app, "\rhola\rchau")
        await until(lambda: app.screen.pane.composer.text == "chau")
        assert [call[2] for call in engine.calls if call[0] == "send"] == ["hola"]


async def test_a_key_goes_to_the_dialog_that_the_one_before_opened(open_app) -> None:
    async with open_app() as (app, _pilot):
        app.post_message(Key("ctrl+p", None))
        burst(app, "quit")
        await until(lambda: [i.value for i in app.screen.query(Input)] == ["quit"])


async def test_alt_with_a_letter_that_means_nothing_writes_nothing(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        for key in (Key("alt+shift+q", "Q"), Key("alt+ñ", "ñ"), Key("b", "b")):
            app.post_message(key)
        await until(lambda: app.screen.pane.composer.text == "b")
        app.post_message(Key("ctrl+f", None))
        for key in (Key("alt+q", "q"), Key("c", "c")):
            app.post_message(key)
        await until(lambda: [i.value for i in app.screen.query(Input)] == ["c"])


async def test_a_widget_that_never_answers_does_not_hold_the_keys(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        app._keys._busy_with = Key("x", "x")
        burst(app, "y")
        await until(lambda: app.screen.pane.composer.text == "y")
