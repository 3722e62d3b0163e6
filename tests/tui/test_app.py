"""What goes on around the screens: the engine's life, the bell, what is remembered, a crash."""

from datetime import timedelta

import pytest
from textual import events
from textual.geometry import Size

from safespot_tui.actions.conversation_actions import FOR_EVER
from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.inbox.conversation_list import ConversationList
from safespot_tui.tui.memory import Memory, recall, remember
from safespot_tui.tui.notifications.decision import Attention, Focus
from safespot_tui.tui.status_line import StatusLine

CUADRA, ANA, FUTBOL = map(ConversationId, ("c-cuadra", "c-ana", "c-futbol"))


def arrival(clock, conversation_id: ConversationId, sender: str = "u-ana", origin=None):
    message = Message(
        id=MessageId(f"m-{conversation_id}-{sender}"),
        conversation_id=conversation_id,
        sender_id=UserId(sender),
        created_at=clock() + timedelta(minutes=1),
        content=SafeText("¡Hola!"),
        position=90,
    )
    return MessageCreated(message, origin=origin)


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    rung: list[int] = []
    monkeypatch.setattr(MessengerApp, "bell", lambda self: rung.append(1))
    return rung


async def test_the_screen_is_painted_before_the_engine_starts(engine, launch, monkeypatch) -> None:
    painted: list[Size] = []
    app = MessengerApp(engine, launch)
    run = engine.run

    async def noting_run() -> None:
        shown = app.screen.query_one(ConversationList)
        painted.append(shown.size)
        assert shown._strips, "nothing was drawn yet"
        await run()

    monkeypatch.setattr(engine, "run", noting_run)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert painted == [Size(40, 37)]
    assert engine.stopped


async def test_a_message_elsewhere_rings_once_a_batch(open_app, engine, clock, bells) -> None:
    async with open_app():
        engine.store.apply(arrival(clock, ANA), arrival(clock, CUADRA))
        assert len(bells) == 1


async def test_what_is_shown_muted_or_own_does_not_ring(open_app, engine, clock, bells) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.pane.conversation_id == CUADRA
        engine.store.apply(arrival(clock, CUADRA), arrival(clock, FUTBOL))
        engine.store.apply(arrival(clock, ANA, "u-vera", OriginClientId("elsewhere")))
        assert bells == []


async def test_do_not_disturb_is_said_kept_and_ended(open_app, engine, clock, bells) -> None:
    async with open_app() as (app, pilot):
        await pilot.press("alt+9", "1")
        await pilot.pause()
        assert app.quiet_until == clock() + timedelta(hours=1)
        engine.store.apply(arrival(clock, ANA))
        assert bells == []
    async with open_app() as (app, pilot):
        status = app.screen.query_one(StatusLine)
        until = clock.time_of_day(clock() + timedelta(hours=1))
        assert f"☾ until {until}" in status.render_line(0).text
        clock.now += timedelta(hours=2)
        assert app.quiet_until is None
        engine.store.apply(arrival(clock, CUADRA))
        assert len(bells) == 1
        app.keep_quiet(FOR_EVER)
        assert "☾ not disturbed" in status.render_line(0).text
        await pilot.press("alt+9", "1")
        await pilot.pause()
        assert app.quiet_until is None
        assert "☾" not in status.render_line(0).text


async def test_without_focus_reports_nobody_knows_where_the_user_looks(open_app) -> None:
    async with open_app() as (app, pilot):
        assert app.attention == Attention(Focus.UNKNOWN)
        app.post_message(events.AppBlur())
        await pilot.pause()
        assert app.attention == Attention(Focus.AWAY)
        app.post_message(events.AppFocus())
        await pilot.pause()
        assert app.attention == Attention(Focus.HERE)


async def test_the_last_conversation_is_open_at_the_next_start(open_app, launch, engine) -> None:
    async with open_app() as (_app, pilot):
        await pilot.press("enter", "f9")
        await pilot.pause()
    assert recall(launch.state_path) == Memory(CUADRA, "safespot-light", toured=True)
    async with open_app() as (app, _pilot):
        assert app.screen.pane.conversation_id == CUADRA
        assert app.theme == "safespot-light"


async def test_where_there_is_one_pane_the_inbox_comes_first(open_app, launch) -> None:
    remember(launch.state_path, Memory(CUADRA, None))
    async with open_app((60, 15)) as (app, _pilot):
        assert app.screen.pane.conversation_id is None
        assert app.screen.inbox.display


async def test_a_conversation_that_is_gone_is_not_opened(open_app, launch) -> None:
    remember(launch.state_path, Memory(ConversationId("c-gone"), "no-such-theme"))
    async with open_app() as (app, _pilot):
        assert app.screen.pane.conversation_id is None
        assert app.theme == "safespot-dark"


def test_memory_that_cannot_be_read_is_no_memory(tmp_path) -> None:
    path = tmp_path / "screen.json"
    path.write_text("{")
    assert recall(path) == Memory()
    (tmp_path / "file").write_text("")
    remember(tmp_path / "file" / "screen.json", Memory(CUADRA))


async def test_looking_away_is_told_to_the_engine(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        app.post_message(events.AppBlur())
        await pilot.pause()
        app.post_message(events.AppFocus())
        await pilot.pause()
        assert engine.calls[-2:] == [("set_focused", False), ("set_focused", True)]


async def test_a_mistake_in_the_engine_ends_the_app_and_is_written_down(
    engine, launch, monkeypatch, caplog
) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(engine, "run", broken)
    app = MessengerApp(engine, launch)

    async def run_and_wait() -> None:
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run_and_wait()
    assert isinstance(app.crash, ZeroDivisionError)
    assert "a mistake" in caplog.text
    assert app._exit_renderables == []
