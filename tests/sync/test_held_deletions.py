# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""A deletion shows at once and is kept from the server for a moment, in which it can be undone."""

import pytest

from safespot_tui.domain.intent import UNDO_SECONDS
from tests.sync.chat import C, done


@pytest.fixture
async def ana(windows):
    server = windows.server
    for name in ("ana", "beto"):
        server.user(name)
    server.open("dm", "u-ana", "u-beto")
    server.say(C, "u-ana", "uno")
    return await windows.open("u-ana")


def own(engine):
    return engine.store.message(engine.store.timeline(C).newest)


def on_the_server(windows):
    return [m.content for m in windows.server.messages.values()]


async def test_it_shows_at_once_and_the_server_is_told_later(windows, ana):
    await ana.delete(own(ana).id)
    assert own(ana).deleted_at is not None
    await windows.clock.advance(UNDO_SECONDS - 0.1)
    assert on_the_server(windows) == ["uno"]

    await windows.clock.advance(0.2)
    await done(windows, ana)

    assert on_the_server(windows) == [""]


async def test_what_is_taken_back_leaves_no_trace(windows, ana):
    before = own(ana)
    calls = len(windows.server.calls)
    await ana.delete(before.id)
    (item,) = ana.store.outbox

    assert await ana.take_back(item.sequence)

    assert own(ana) == before
    await windows.clock.advance(UNDO_SECONDS + 1)
    await windows.close(ana)
    again = await windows.open("u-ana")
    assert not again.store.outbox
    assert on_the_server(windows) == ["uno"]
    assert not [call for call in windows.server.calls[calls:] if call[0] == "perform"]


async def test_after_its_time_it_cannot_be_taken_back(windows, ana):
    await ana.delete(own(ana).id)
    (item,) = ana.store.outbox
    windows.server.gate.clear()
    await windows.clock.advance(UNDO_SECONDS + 0.1)

    assert not await ana.take_back(item.sequence)

    windows.server.gate.set()
    await done(windows, ana)
    assert on_the_server(windows) == [""]
    assert not await ana.take_back(item.sequence)


async def test_what_is_written_meanwhile_does_not_wait_for_it(windows, ana):
    await ana.delete(own(ana).id)
    await ana.send(C, "dos")
    await windows.until(lambda: on_the_server(windows) == ["uno", "dos"])
    assert len(ana.store.outbox) == 1


@pytest.mark.parametrize("end", ["crash", "close"])
async def test_a_window_that_ends_meanwhile_leaves_it_to_the_next(end, windows, ana):
    await ana.delete(own(ana).id)
    await getattr(windows, end)(ana)
    await windows.clock.advance(UNDO_SECONDS / 2)

    again = await windows.open("u-ana")
    assert own(again).deleted_at is not None
    assert again.store.deletion_of(own(again)).held_for(windows.clock.now()) == UNDO_SECONDS / 2
    assert on_the_server(windows) == ["uno"]
    await windows.clock.advance(UNDO_SECONDS)
    await done(windows, again)
    assert on_the_server(windows) == [""]


async def test_the_next_window_can_take_it_back(windows, ana):
    await ana.delete(own(ana).id)
    await windows.crash(ana)
    again = await windows.open("u-ana")
    await windows.clock.advance(2)
    (item,) = again.store.outbox
    assert await again.take_back(item.sequence)
    await windows.crash(again)
    await windows.clock.advance(UNDO_SECONDS)
    last = await windows.open("u-ana")
    await windows.clock.advance(UNDO_SECONDS)
    assert own(last).content == "uno"
    assert on_the_server(windows) == ["uno"]
