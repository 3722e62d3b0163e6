"""A login that has ended, or is about to, is said; it is renewed in place and nothing is lost."""

from datetime import timedelta

from textual.widgets import Input

from safespot_tui.gateway.errors import NotLoggedIn
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.tui.login_notice import LoginNotice, notice_words
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.log_in_again import LogInAgainDialog
from safespot_tui.tui.screens.main import MainScreen

LOGGED_OUT = ConnectionPut(Connection(ConnectionState.LOGGED_OUT))


def notice(app) -> LoginNotice:
    return app.screen.query_one(LoginNotice)


def test_a_good_login_is_not_spoken_of(engine, clock) -> None:
    assert notice_words(engine, clock, "F5") == ""
    engine.expires_at = clock() + timedelta(days=1, minutes=1)
    assert notice_words(engine, clock, "F5") == ""


def test_less_than_a_day_before_its_end_it_is(engine, clock) -> None:
    engine.expires_at = clock() + timedelta(hours=3)
    assert notice_words(engine, clock, "F5") == (
        "Your login ends today at 19:42. F5 renews it; nothing is lost if it ends."
    )
    engine.expires_at = clock() + timedelta(hours=20)
    assert "tomorrow at 12:42" in notice_words(engine, clock, "F5")
    engine.expires_at = clock() - timedelta(minutes=1)
    assert "ends now" in notice_words(engine, clock, "F5")


async def test_being_logged_out_is_said_with_the_key_that_helps(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        assert not notice(app).display
        await pilot.press("enter")
        engine.store.apply(LOGGED_OUT)
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert notice(app).display
        assert "Everything is kept" in notice(app).words
        assert notice(app).words.endswith("F5")
        assert notice(app).region.bottom <= app.size.height - 1


async def test_the_password_is_all_that_is_asked_for(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter", *"Hola")
        engine.store.apply(LOGGED_OUT)
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(app.screen, LogInAgainDialog)
        assert len(app.screen.query(Input)) == 1
        told = str(app.screen.query_one("#account", Words).render())
        assert "vera@example.org" in told
        assert "chat.safespot.example" in told
        await pilot.press(*"secreto", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert ("renew", "secreto") in engine.calls
        assert ("log_in_again",) in engine.calls
        assert isinstance(app.screen, MainScreen)
        assert app.screen.pane.composer.text == "Hola"
        engine.store.apply(ConnectionPut(Connection(ConnectionState.LIVE)))
        await pilot.pause()
        assert not notice(app).display


async def test_a_wrong_password_is_told_where_it_was_typed(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        engine.store.apply(LOGGED_OUT)
        engine.refusal = NotLoggedIn("The e-mail or the password is wrong.")
        await pilot.press("f5")
        await pilot.pause()
        await pilot.press("x", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, LogInAgainDialog)
        assert "wrong" in str(app.screen.sentence.render())
        assert app.focused is app.screen.query_one(Input)
        assert ("log_in_again",) not in engine.calls


async def test_without_an_account_nothing_is_asked(open_app, engine) -> None:
    engine.email = ""
    async with open_app() as (app, pilot):
        engine.store.apply(LOGGED_OUT)
        await pilot.press("f5")
        await app.workers.wait_for_complete()
        assert ("renew", "") in engine.calls
        assert isinstance(app.screen, MainScreen)


async def test_a_login_that_does_not_end_needs_no_other(open_app) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert "does not end" in next(iter(app._notifications)).message


async def test_a_click_on_the_notice_is_as_good_as_the_key(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        engine.store.apply(LOGGED_OUT)
        await pilot.pause()
        await pilot.click(LoginNotice)
        await pilot.pause()
        assert isinstance(app.screen, LogInAgainDialog)
