# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""The connection: lost, taken up again, refused, ended."""

import asyncio

from safespot_tui.domain.event import PresenceChanged, TypingChanged
from safespot_tui.domain.intent import (
    SendMessage,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Busy, NotLoggedIn
from safespot_tui.store.connection import Connection, ConnectionState
from tests.sync.chat import C, contents, done


async def test_a_start_without_network_shows_what_was_there(windows, ana):
    await windows.close(ana)
    windows.server.go_down()

    again = windows.restored("u-ana")
    assert list(again.store.inbox()) == [C]
    assert contents(again) == ["buenas"]
    windows.run(again)
    await windows.until(lambda: again.store.connection.reason)

    assert again.store.connection.state == "offline"
    assert again.store.connection.reason == "The server does not answer."
    assert again.store.connection.retry_at is not None


async def test_it_goes_on_where_it_was_without_a_snapshot(windows, ana):
    await windows.close(ana)
    windows.server.say(C, "u-beto", "mientras dormías")

    again = await windows.open("u-ana")

    assert windows.server.snapshots == 1
    assert contents(again) == ["buenas", "mientras dormías"]


async def test_a_broken_stream_is_taken_up_again(windows, ana):
    windows.server.cut()
    await windows.state(ana, "offline")
    windows.server.say(C, "u-beto", "dos")
    await windows.clock.advance(1)
    await windows.live(ana)

    assert contents(ana) == ["buenas", "dos"]
    assert windows.server.snapshots == 1


async def test_a_reset_takes_a_snapshot_and_loses_nothing_pending(windows, ana):
    ana.show(C)
    await done(windows, ana)
    windows.server.go_down()
    await windows.state(ana, "offline")
    await ana.send(C, "pendiente")
    windows.server.epoch = "f"
    windows.server.down = False

    await windows.clock.advance(60)
    await windows.live(ana)
    await done(windows, ana)

    assert windows.server.snapshots == 2
    await windows.until(lambda: contents(ana) == ["buenas", "pendiente"])


async def test_a_fact_that_breaks_the_store_leads_to_a_snapshot(windows, ana, monkeypatch, caplog):
    apply, words = ana.store.apply, ["secreto"]

    def breaking(*patches):
        if words and any(words[0] in str(patch) for patch in patches):
            raise KeyError(words.pop())
        return apply(*patches)

    monkeypatch.setattr(ana.store, "apply", breaking)
    windows.server.say(C, "u-beto", "secreto")
    await windows.until(lambda: contents(ana)[-1] == "secreto")

    assert windows.server.snapshots == 2
    assert "KeyError" in caplog.text
    assert "secreto" not in caplog.text


async def test_a_token_that_is_not_good_any_more_stops_everything_and_forgets_nothing(windows, ana):
    windows.server.refusals[SendMessage] = NotLoggedIn("Log in again.")
    await ana.send(C, "guardado")
    await windows.state(ana, "logged_out")

    calls = len(windows.server.calls)
    windows.server.refusals.clear()
    await windows.clock.advance(300)

    assert len(windows.server.calls) == calls
    assert ana.store.connection.reason == "Log in again."
    assert contents(ana) == ["buenas", "guardado"]


async def test_logging_in_again_sends_what_waited(windows, ana):
    windows.server.refusals[SendMessage] = NotLoggedIn("Log in again.")
    await ana.send(C, "guardado")
    await windows.state(ana, "logged_out")
    windows.server.refusals.clear()

    ana.log_in_again()

    await windows.state(ana, "live")
    await done(windows, ana)
    assert [m.content for m in windows.server.messages.values()].count("guardado") == 1


async def test_a_server_that_asks_to_wait_is_told_of_until_when(windows, ana):
    windows.server.refusals[SendMessage] = Busy(safe_text("Later."), 40)
    await ana.send(C, "luego")
    await windows.until(lambda: ana.store.connection.throttled_until is not None)
    waited = ana.store.connection.throttled_until - windows.clock.now()
    assert 39 <= waited.total_seconds() <= 40
    assert ana.store.connection.state == "live"


async def test_a_server_that_asks_to_wait_is_left_alone_until_then(windows, ana):
    """Also when the stream breaks and comes back meanwhile."""
    windows.server.refusals[SendMessage] = Busy(safe_text("Later."), 40)
    await ana.send(C, "luego")
    await windows.until(lambda: ana.store.connection.throttled_until is not None)
    windows.server.refusals.clear()
    calls = windows.server.calls
    asked = calls.count(("perform", "SendMessage"))

    windows.server.cut()
    await windows.until(lambda: ana.store.connection.state != "live")
    await windows.clock.advance(39)
    await windows.live(ana)
    assert calls.count(("perform", "SendMessage")) == asked

    await windows.clock.advance(1)
    await done(windows, ana)
    assert contents(ana)[-1] == "luego"


async def test_the_gateway_is_told_what_is_on_screen(windows, ana):
    gateway = await ana._door.gateway()
    ana.show(C)
    ana.show(None)
    assert gateway.watched[-2:] == [(C,), ()]


async def test_who_does_not_listen_opens_no_stream_and_sends_all_the_same(windows, ana):
    # The window that listens says what it got, whenever it comes to that.
    await windows.until(lambda: any(call[0] == "delivered" for call in windows.server.calls))
    engine = windows.restored(ana.store.me)
    running = asyncio.create_task(engine.run(listen=False))
    streams, calls = list(windows.server.streams), len(windows.server.calls)
    await windows.until(lambda: engine.store.me is not None)
    await engine.send(C, "sin escuchar")
    await windows.until(lambda: any(getattr(i, "content", "") == "sin escuchar"
                                    for i in windows.server.performed))  # fmt: skip
    assert windows.server.streams == streams
    assert (await engine._door.gateway()).remembered
    assert not {"stream", "delivered", "history"} & {c[0] for c in windows.server.calls[calls:]}
    running.cancel()
    await asyncio.wait([running])
    await engine.aclose()


async def test_looking_learns_what_is_new_and_forgets_nothing(windows, ana):
    await windows.until(lambda: ana._keeper.leads)
    await ana._keeper.flush()
    engine = windows.restored(ana.store.me)
    held = contents(engine)
    windows.server.user("dora")
    new = windows.server.open("dora", ana.store.me, "u-dora")
    assert engine.store.conversation(new) is None

    await engine.look()

    assert engine.store.title(new) == "Dora"
    assert contents(engine) == held != []
    await engine.aclose()


async def test_logging_out_ends_the_connection(windows, ana):
    await ana.log_out()

    assert ana.store.connection.state == "logged_out"
    await windows.until(lambda: windows.server.streams == [])


async def test_the_cursor_is_never_moved_by_an_answer(windows, ana):
    await ana._keeper.flush()
    before = ana._keeper.cursor
    windows.server.streams.clear()  # the stream is silent from here on
    await ana.send(C, "solo respuesta")
    await done(windows, ana)

    assert ana._keeper.cursor == before
    await windows.close(ana)
    again = await windows.open("u-ana")
    again.show(C)
    await windows.until(lambda: contents(again) == ["buenas", "solo respuesta"])


async def test_offline_one_knows_when_the_server_was_last_heard(windows, ana):
    await windows.clock.advance(60)
    windows.server.say(C, "u-beto", "sigo acá")
    await windows.until(lambda: contents(ana)[-1:] == ["sigo acá"])
    heard_at = windows.clock.now()
    await windows.clock.advance(60)
    windows.server.go_down()
    await windows.state(ana, "offline")
    assert ana.store.connection.heard_at == heard_at


async def test_nobody_is_shown_online_that_the_next_stream_does_not_name(windows, ana):
    for name in ("u-beto", "u-caro"):
        windows.server.emit_ephemeral("u-ana", PresenceChanged(name, online=True))
    await windows.until(lambda: ana.store.online("u-caro"))
    windows.server.go_down()
    await windows.state(ana, "offline")
    assert not ana.store.online("u-beto")
    windows.server.down = False
    await windows.clock.advance(60)
    await windows.live(ana)
    windows.server.emit_ephemeral("u-ana", PresenceChanged("u-beto", online=True))
    await windows.until(lambda: ana.store.online("u-beto"))
    assert not ana.store.online("u-caro")


async def test_what_only_a_stream_tells_is_forgotten_at_a_word(windows, ana):
    await windows.until(lambda: ana.store.connection.state is ConnectionState.LIVE)
    ana._keeper.apply(
        PresenceChanged("u-beto", online=True), TypingChanged(C, "u-beto", typing=True)
    )

    ana.forget_presence()

    assert ana.store.connection == Connection(ConnectionState.CONNECTING)
    assert not ana.store.online("u-beto")
    assert not ana.store.typing(C)
