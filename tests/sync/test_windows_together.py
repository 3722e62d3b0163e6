# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportUnusedExpression=false
"""Several windows of one user on one machine, and another user, on a server in memory."""

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.store.connection import ConnectionState
from tests.sync.chat import C, contents


async def three(windows):
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    server.say(C, "u-beto", "buenas")
    one = await windows.open("u-ana")
    await windows.until(lambda: one._keeper.leads)
    await one._keeper.flush()
    return [one, await windows.open("u-ana"), await windows.open("u-beto")]


async def test_a_send_appears_once_everywhere_and_notifies_only_the_other(windows):
    one, two, beto = engines = await three(windows)
    arrivals = {engine: [] for engine in engines}
    for engine in engines:
        engine.store.watch_all(lambda batch, engine=engine: arrivals[engine].extend(batch.arrivals))

    await one.send(C, "hola")
    await windows.until(lambda: all(contents(e) == ["buenas", "hola"] for e in engines))

    assert [len(arrivals[engine]) for engine in engines] == [0, 0, 1]
    assert (one.store.unread(C), two.store.unread(C), beto.store.unread(C)) == (0, 0, 1)


async def test_reading_in_one_window_clears_the_other(windows):
    one, two, _ = await three(windows)
    assert two.store.unread(C) == 1

    one.show(C)

    await windows.until(lambda: two.store.unread(C) == 0)


async def test_the_second_window_takes_the_lead_and_keeps_everything(windows):
    one, two, beto = await three(windows)
    await windows.until(lambda: two._keeper._leads is not None)
    assert [one._keeper.leads, two._keeper.leads] == [True, False]
    await windows.crash(one)
    await beto.send(C, "¿seguís?")
    await windows.until(lambda: contents(two) == ["buenas", "¿seguís?"])
    assert windows.server.snapshots == 2  # Beto's, and one for both windows of Ana
    await two._keeper.flush()

    await windows.clock.advance(1.5)
    await windows.until(lambda: two._keeper.leads)
    await two._keeper.flush()
    await windows.crash(two)

    again = windows.restored("u-ana")
    assert contents(again) == ["¿seguís?"]
    assert again.store.unread(C) == 2
    again._keeper._archive.close()


async def test_intents_of_a_window_that_died_are_sent_by_the_other(windows):
    one, two, _ = await three(windows)
    windows.server.go_down()
    await windows.state(one, "offline")
    await one.send(C, "herencia")
    await windows.crash(one)
    assert contents(two)[-1:] == ["buenas"]

    windows.server.down = False
    await windows.clock.advance(60)
    await windows.until(lambda: contents(two)[-1:] == ["herencia"] and not two.store.outbox)

    assert [m.content for m in windows.server.messages.values()] == ["buenas", "herencia"]


async def test_a_second_window_shows_no_pending_of_the_first_and_sends_none_of_it(windows):
    one, _, _ = await three(windows)
    windows.server.gate.clear()
    await one.send(C, "mía")
    second = windows.restored("u-ana", OriginClientId("second"))
    windows.run(second)
    await windows.until(lambda: second.store.connection.state is ConnectionState.LIVE)
    await windows.until(lambda: second._keeper._leads is not None)

    assert second.store.outbox == []
    windows.server.gate.set()
    await windows.until(lambda: contents(second)[-1:] == ["mía"])
    assert len(windows.server.performed) == 1
