# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""What is on screen is read, and what the user says of it."""

import asyncio

from safespot_tui.domain.intent import (
    MarkRead,
    OutboxState,
    SetFlags,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Rejected
from safespot_tui.store import keys
from tests.sync.chat import C, contents, done, done_after_pauses


async def test_showing_a_conversation_clears_its_unread_before_anything_else(windows, ana):
    windows.server.gate.clear()
    assert ana.store.unread(C) == 1

    ana.show(C)

    assert ana.store.unread(C) == 0
    windows.server.gate.set()
    await done(windows, ana)
    assert windows.server.members[C, "u-ana"].read_position == 1


async def test_what_comes_while_shown_and_looked_at_is_read(windows, ana):
    ana.show(C)
    seen = []
    ana.store.watch(keys.conversation(C), lambda: seen.append(ana.store.unread(C)))
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: contents(ana)[-1] == "¿estás?")
    assert seen
    assert not any(seen), "nobody is told of an unread message for no time at all"

    ana.set_focused(focused=False)
    windows.server.say(C, "u-beto", "¿hola?")
    await windows.until(lambda: contents(ana)[-1] == "¿hola?")
    assert ana.store.unread(C) == 1

    ana.set_focused(focused=True)
    assert ana.store.unread(C) == 0
    ana.show(None)
    windows.server.say(C, "u-beto", "chau")
    await windows.until(lambda: ana.store.unread(C) == 1)


async def test_newer_read_marks_replace_those_that_wait(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    ana.mark_read(C)
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.QUEUED)
    await asyncio.sleep(0.01)
    windows.server.down = False
    for n in range(3):
        windows.server.say(C, "u-beto", str(n))
    ana.show(C)
    await windows.clock.advance(60)
    await windows.live(ana)
    await done(windows, ana)

    marks = [i.position for i in windows.server.performed if isinstance(i, MarkRead)]
    assert marks == [4]
    assert ana.store.unread(C) == 0


async def test_marked_unread_stays_while_looked_at_and_goes_when_opened(windows, ana):
    ana.show(C)
    ana.set_flags(C, marked_unread=True)
    assert ana.store.is_unread(C)
    await done_after_pauses(windows, ana)
    assert ana.store.is_unread(C)

    ana.show(C)

    assert not ana.store.is_unread(C)
    await done_after_pauses(windows, ana)
    assert not windows.server.members[C, "u-ana"].marked_unread


async def test_flags_show_at_once_and_a_refused_one_goes_back(windows, ana):
    windows.server.refusals[SetFlags] = Rejected(safe_text("No."), "forbidden", 403)
    ana.set_flags(C, archived=True)
    assert not ana.store.inbox()

    await windows.until(lambda: list(ana.store.inbox()) == [C])


async def test_unread_does_not_come_back_at_a_start_before_the_server_knows(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    ana.show(C)
    await windows.close(ana)

    assert windows.restored("u-ana").store.unread(C) == 0
