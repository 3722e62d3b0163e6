"""Whoever has no alias is asked for one, once, and never against their will."""

import pytest
from textual.widgets import Input

from safespot_tui.domain.event import UserChanges, UserUpdated
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.alias import AliasDialog
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.until import until

LIVE = ConnectionPut(Connection(ConnectionState.LIVE))
TAKEN = Rejected(SafeText("Somebody else goes by this alias."), "alias_taken", 409)


@pytest.fixture
def nameless(engine):
    engine.store.apply(
        UserUpdated(engine.store.me, UserChanges(alias=SafeText(""))),
        ConnectionPut(Connection(ConnectionState.CATCHING_UP)),
    )
    return engine


async def test_it_is_asked_for_once_everything_is_known(open_app, nameless) -> None:
    async with open_app() as (app, pilot):
        assert isinstance(app.screen, MainScreen)
        nameless.store.apply(LIVE)
        await pilot.pause()
        assert isinstance(app.screen, AliasDialog)
        await pilot.press(*"Vera", "enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        assert ("rename_self", "Vera") in nameless.calls


async def test_one_that_is_taken_is_told_and_asked_again(open_app, nameless) -> None:
    nameless.refusal = TAKEN
    async with open_app() as (app, pilot):
        nameless.store.apply(LIVE)
        await pilot.pause()
        await pilot.press(*"Ana", "enter")
        await until(lambda: app.screen.sentence.display)
        assert "Somebody else" in str(app.screen.sentence.render())
        await pilot.pause()
        assert app.focused is app.screen.query_one(Input)
        assert app.focused.value == "Ana"
        nameless.refusal = None
        await pilot.press("2", "enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        assert ("rename_self", "Ana2") in nameless.calls


async def test_it_may_be_skipped_and_is_not_asked_for_again(open_app, nameless) -> None:
    async with open_app() as (app, pilot):
        nameless.store.apply(LIVE)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        nameless.store.apply(ConnectionPut(Connection(ConnectionState.CONNECTING)), LIVE)
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)


async def test_who_is_writing_is_not_interrupted(open_app, nameless) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter", *"Hola")
        nameless.store.apply(LIVE)
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert "You have no alias yet" in next(iter(app._notifications)).message


@pytest.mark.parametrize("missing", ["the alias is there", "the server has no such thing"])
async def test_otherwise_nothing_is_asked(missing: str, open_app, engine, nameless) -> None:
    if missing == "the alias is there":
        engine.store.apply(UserUpdated(engine.store.me, UserChanges(alias=SafeText("Vera"))))
    else:
        engine.capabilities = frozenset(Capability) - {Capability.RENAME_SELF}
    async with open_app() as (app, pilot):
        nameless.store.apply(LIVE)
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert not list(app._notifications)
