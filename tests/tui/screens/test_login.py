"""Logging in, registering, coming in without an account, being refused."""

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from safespot_tui.actions.way_in import Invited, NewAccount, Password, WithoutAccount
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.address import BadAddress
from safespot_tui.gateway.errors import Rejected, Unreachable
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.login import LoginScreen
from safespot_tui.tui.screens.main import MainScreen


def sentence(app) -> str:
    words = app.screen.query_one("#sentence", Words)
    return str(words.render()) if words.display else ""


async def write(pilot, text: str) -> None:
    for letter in text:
        await pilot.press(letter)


async def test_the_keyboard_begins_at_what_is_missing(open_app) -> None:
    async with open_app(login=True) as (app, _pilot):
        assert app.screen.query_one("#server", Input).value == "https://chat.safespot.example"
        assert app.focused.id == "password"


async def test_logging_in_shows_the_inbox_and_starts_the_engine(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        await write(pilot, "password")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert logins.asked == [
            ("https://chat.safespot.example", Password("vera@example.org", "password"))
        ]
        assert isinstance(app.screen, MainScreen)
        assert len(app.screen.inbox.list.ids) == 8
        assert logins.engines[0].running.is_set()


async def test_a_refusal_is_told_as_a_sentence_and_nothing_is_lost(open_app) -> None:
    async with open_app(login=True) as (app, pilot):
        await write(pilot, "wrong")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert sentence(app) == "The e-mail or the password is not right."
        assert app.screen.query_one("#email", Input).value == "vera@example.org"
        assert app.focused.id == "password"
        await pilot.press("x")
        await pilot.pause()
        assert sentence(app) == ""


async def test_what_is_missing_is_named(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert sentence(app) == "Your password is missing."
        assert logins.asked == []


async def test_registering_asks_for_an_alias(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        assert not app.screen.query_one("#alias").display
        await pilot.press("f2")
        await pilot.pause()
        await write(pilot, "password")
        await pilot.press("enter")
        assert app.focused.id == "alias"
        await write(pilot, "Vera")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        assert logins.asked[0][1] == NewAccount("vera@example.org", "password", SafeText("Vera"))


async def test_without_an_account_only_an_alias_is_asked_for(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("f3")
        await pilot.pause()
        assert not app.screen.query_one("#password").display
        assert app.focused.id == "alias"
        await write(pilot, "Vera")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert logins.asked == [("https://chat.safespot.example", WithoutAccount(SafeText("Vera")))]
        assert isinstance(app.screen, MainScreen)


async def test_who_was_invited_gives_the_code_instead_of_an_alias(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("f4")
        await pilot.pause()
        assert not app.screen.query_one("#alias").display
        await write(pilot, "password")
        await pilot.press("enter")
        assert app.focused.id == "invitation"
        await pilot.press("enter")
        assert sentence(app).startswith("Your invitation is missing")
        await write(pilot, "code")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        assert logins.asked[0][1] == Invited("vera@example.org", "password", "code")


async def test_from_no_account_back_to_the_password(open_app) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("f3", "f2")
        await pilot.pause()
        assert app.screen.query_one("#password").display
        assert not app.screen.query_one("#alias").display
        assert app.focused.id == "password"


async def test_the_password_is_not_shown(open_app) -> None:
    async with open_app(login=True) as (app, pilot):
        await write(pilot, "secreto")
        await pilot.pause()
        assert "secreto" not in app.export_screenshot()


async def test_all_of_it_is_reached_at_60_by_15(open_app) -> None:
    async with open_app((60, 15), login=True) as (app, pilot):
        for _ in range(8):
            await pilot.press("tab")
            await pilot.pause()
            assert app.screen.region.contains_region(app.focused.region)


async def test_who_has_no_account_is_warned_before_logging_out(open_app, engine) -> None:
    engine.email = ""
    async with open_app() as (app, pilot):
        await pilot.press("alt+o")
        await pilot.pause()
        detail = " ".join(str(words.render()) for words in app.screen.query(Words))
        assert "nobody can be you again" in detail


async def test_logging_out_asks_first(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+o")
        await pilot.pause()
        assert ("log_out",) not in engine.calls
        await pilot.press("right", "left", "left", "enter")
        await pilot.pause()
        await pilot.pause()
        assert ("log_out",) in engine.calls
        assert isinstance(app.screen, LoginScreen)


def burst(app, keys: str) -> None:
    """Keys in one piece, as a terminal gives what was typed ahead."""
    named = {"\t": "tab", "\r": "enter"}
    for key in keys:
        app.post_message(Key(named.get(key, key), None if key in named else key))


async def test_keys_in_one_piece_each_go_to_their_field(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("shift+tab", *["backspace"] * 20)
        burst(app, "ana@example\tpassword\r")
        await pilot.pause(0.2)
        await app.workers.wait_for_complete()
        assert logins.asked[0][1] == Password("ana@example", "password")


async def test_what_is_pasted_goes_on_in_the_next_field(open_app, logins) -> None:
    async with open_app(login=True) as (app, pilot):
        await pilot.press("shift+tab", *["backspace"] * 20)
        app.post_message(Paste("ana@example\tpassword\n"))
        burst(app, "\r")
        await pilot.pause(0.2)
        await app.workers.wait_for_complete()
        assert app.export_screenshot().count("ana@example") <= 1
        assert logins.asked[0][1] == Password("ana@example", "password")


@pytest.mark.parametrize(
    ("refusal", "field"),
    [
        (BadAddress("That is no address."), "server"),
        (Unreachable("Nobody answers."), "server"),
        (Rejected(SafeText("That is no e-mail."), "email_invalid", 422), "email"),
        (Rejected(SafeText("Somebody goes by it."), "alias_taken", 409), "alias"),
        (Rejected(SafeText("No."), "forbidden", 403), "password"),
    ],
)
async def test_the_keyboard_goes_to_what_was_refused(open_app, logins, refusal, field) -> None:
    logins.refusal = refusal
    async with open_app((80, 24), login=True) as (app, pilot):
        await pilot.press("f2")
        for words in ("password", "Vera"):
            await write(pilot, words)
            await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert sentence(app) == refusal.reason
        assert app.focused.id == field


async def test_a_new_account_with_a_refusal_fits_at_80_by_24(open_app) -> None:
    async with open_app((80, 24), login=True) as (app, pilot):
        await pilot.press("f2", "enter", "enter")
        await pilot.pause()
        assert sentence(app)
        seen = app.screen.query_one("#box").content_region
        for words in app.screen.query(Words):
            assert not words.display or seen.contains_region(words.region)
