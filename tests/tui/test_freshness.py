"""While nobody can say whether it is still so, it is said how old it is."""

from datetime import timedelta

import pytest

from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.tui.freshness import as_of_words, heard_words
from safespot_tui.tui.status_line import StatusLine
from tests.tui.neighbourhood import NOW
from tests.tui.until import until


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=40), "last heard 40 s ago"),
        (timedelta(minutes=3, seconds=59), "last heard 3 min ago"),
        (timedelta(hours=2), "last heard 2 h ago"),
        (timedelta(days=1), "last heard: yesterday"),
    ],
)
def test_how_long_ago_the_server_was_heard(clock, ago: timedelta, words: str) -> None:
    connection = Connection(ConnectionState.OFFLINE, heard_at=NOW - ago)
    assert heard_words(connection, clock) == words


@pytest.mark.parametrize(
    ("connection", "words"),
    [
        (Connection(ConnectionState.LIVE, heard_at=NOW), ""),
        (Connection(ConnectionState.CONNECTING, heard_at=NOW), "as of 16:42"),
        (Connection(ConnectionState.CONNECTING), ""),
        (Connection(ConnectionState.OFFLINE), "may be out of date"),
        (Connection(ConnectionState.LOGGED_OUT), "may be out of date"),
    ],
)
def test_of_when_a_conversation_is(clock, connection: Connection, words: str) -> None:
    assert as_of_words(connection, clock) == words


async def test_both_are_said_until_it_is_live_again_and_the_minutes_go_on(
    open_app, engine, clock
) -> None:
    async with open_app() as (app, pilot):
        main = app.screen
        main.open(ConversationId("c-cuadra"))
        heard = NOW - timedelta(minutes=3)
        engine.store.apply(ConnectionPut(Connection(ConnectionState.OFFLINE, heard_at=heard)))
        await pilot.pause(0.05)
        line = main.query_one(StatusLine)
        assert "Offline · last heard 3 min ago" in line.render_line(0).text
        assert main.pane.header.words[2].startswith("as of 16:39 · 5 members")
        clock.now += timedelta(minutes=1)
        await until(lambda: "last heard 4 min ago" in line.render_line(0).text)
        engine.store.apply(ConnectionPut(Connection(ConnectionState.LIVE, heard_at=clock.now)))
        await pilot.pause(0.05)
        assert "last heard" not in line.render_line(0).text
        assert "as of" not in main.pane.header.words[2]
        assert not line._countdown._active.is_set()
