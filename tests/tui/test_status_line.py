"""The status line says how things stand, in words."""

from datetime import timedelta

import pytest

from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, OutboxPut
from safespot_tui.tui.screens.palette import ActionPalette
from safespot_tui.tui.status_line import StatusLine, connection_words


def shown(app) -> str:
    return app.screen.query_one(StatusLine).render_line(0).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ConnectionState.LIVE, "Live"),
        (ConnectionState.CONNECTING, "Connecting…"),
        (ConnectionState.CATCHING_UP, "Catching up…"),
        (ConnectionState.LOGGED_OUT, "Logged out"),
        (ConnectionState.OFFLINE, "Offline"),
    ],
)
def test_each_state_has_its_words(clock, state: ConnectionState, words: str) -> None:
    assert connection_words(Connection(state), clock) == words


def test_offline_says_since_when_why_and_until_when(clock) -> None:
    now = clock()
    connection = Connection(
        ConnectionState.OFFLINE,
        SafeText("The server does not answer."),
        heard_at=now - timedelta(minutes=12),
        retry_at=now + timedelta(seconds=8),
    )
    assert connection_words(connection, clock) == (
        "Offline · last heard 12 min ago · next try in 8 s · The server does not answer."
    )
    clock.now = now + timedelta(seconds=7)
    assert "next try in 1 s ·" in connection_words(connection, clock)
    clock.now = now + timedelta(seconds=9)
    assert "trying now" in connection_words(connection, clock)


@pytest.mark.parametrize("state", [ConnectionState.LIVE, ConnectionState.CATCHING_UP])
def test_being_slowed_down_is_said_with_the_seconds_left(clock, state: ConnectionState) -> None:
    now = clock()
    connection = Connection(state, throttled_until=now + timedelta(seconds=41.2))
    assert connection_words(connection, clock) == (
        "The server asks us to slow down: 42 s; nothing is lost"
    )
    clock.now = now + timedelta(seconds=42)
    assert connection_words(connection, clock) == connection_words(Connection(state), clock)


def test_who_is_offline_is_not_slowed_down(clock) -> None:
    until = clock() + timedelta(seconds=40)
    connection = Connection(ConnectionState.OFFLINE, throttled_until=until)
    assert connection_words(connection, clock) == "Offline"


async def test_it_stops_saying_so_by_itself(open_app, engine, clock) -> None:
    async with open_app() as (app, pilot):
        until = clock() + timedelta(seconds=3)
        engine.store.apply(ConnectionPut(Connection(ConnectionState.LIVE, throttled_until=until)))
        await pilot.pause()
        assert "slow down: 3 s" in shown(app)
        clock.now = until
        await pilot.pause(1.2)
        line = app.screen.query_one(StatusLine)
        assert "slow down" not in shown(app)
        assert "Live" in shown(app)
        assert not line._countdown._active.is_set()


async def test_the_server_and_what_is_unread(open_app) -> None:
    async with open_app() as (app, _pilot):
        assert shown(app).split() == [
            *("●", "Live", "6", "unread"),
            *("chat.safespot.example", "Ctrl+P", "menu", "F1", "help"),
        ]


async def test_what_is_unsent_is_counted(open_app, engine, clock) -> None:
    async with open_app() as (app, pilot):
        for sequence, state in enumerate((OutboxState.QUEUED, OutboxState.FAILED)):
            send = SendMessage(
                ConversationId("c-ana"), ClientMessageId(f"x{sequence}"), SafeText("¿Estás?")
            )
            engine.store.apply(
                OutboxPut(OutboxItem(sequence, OriginClientId("here"), send, clock(), state))
            )
        await pilot.pause()
        assert "✗ 1 not sent  ◷ 1 to send  6 unread" in shown(app)


async def test_little_room_keeps_the_counts(open_app, engine) -> None:
    async with open_app((60, 15)) as (app, pilot):
        reason = SafeText("The server does not answer, and it has not done so for a long time.")
        engine.store.apply(ConnectionPut(Connection(ConnectionState.OFFLINE, reason)))
        await pilot.pause()
        assert "6 unread" in shown(app)
        assert "○ Offline · The server" in shown(app)
        assert "chat.safespot" not in shown(app)


async def test_a_click_on_unread_goes_there(open_app) -> None:
    async with open_app() as (app, pilot):
        x = shown(app).index("unread")
        await pilot.click(StatusLine, offset=(x, 0))
        await pilot.pause()
        assert app.screen.pane.conversation_id == "c-cuadra"


async def test_everything_is_reached_by_mouse_through_the_menu(open_app) -> None:
    async with open_app() as (app, pilot):
        x = shown(app).index("menu")
        await pilot.click(StatusLine, offset=(x, 0))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, ActionPalette)
