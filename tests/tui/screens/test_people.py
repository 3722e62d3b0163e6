"""Finding people, also for who has met nobody yet."""

import pytest
from msgspec import structs

from safespot_tui.domain.event import Snapshot
from safespot_tui.domain.ids import Cursor, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.tui.screens.row_list import RowList
from tests.tui.until import until

STRANGER = User(UserId("u-zoe"), SafeText("Zoé"))


@pytest.fixture
def alone(engine, monkeypatch):
    """The user knows nobody; the server knows one other."""
    own = engine.store.user(engine.store.me)
    entities = structs.replace(
        engine.store.base_entities(),
        conversations=(),
        members=(),
        messages=(),
        users=(own,),
        reports=(),
    )
    engine.store.apply(Snapshot(engine.store.me, Cursor("x"), entities))

    async def search_users(alias: str):
        return [STRANGER]

    monkeypatch.setattr(engine, "search_users", search_users)


def listed(app) -> list[tuple[str, str]]:
    return [(row.title, row.right) for row in app.screen.query_one(RowList).rows]


async def test_who_is_chosen_stays_in_the_list_when_the_search_is_empty_again(
    open_app, alone
) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+g")
        await pilot.pause()
        assert listed(app) == [("Type a part of an alias to find somebody", "")]
        await pilot.press("x", "tab", "z")
        await until(lambda: listed(app) == [("Zoé", "")])
        await pilot.press("enter")
        await pilot.pause()
        assert listed(app) == [("Zoé", "✓ chosen")]


async def test_nobody_found_is_said_of_a_search_only(open_app, engine, alone, monkeypatch) -> None:
    async def nobody(alias: str):
        return []

    monkeypatch.setattr(engine, "search_users", nobody)
    async with open_app() as (app, pilot):
        await pilot.press("alt+n")
        await pilot.pause()
        assert listed(app) == [("Type a part of an alias to find somebody", "")]
        await pilot.press("q")
        await pilot.pause()
        assert listed(app) == [("Nobody found", "")]
