# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""What the server refused: it stays, goes with other words, or is given up."""

import asyncio
import threading

import pytest

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.contents import read_contents
from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.intent import (
    EditMessage,
    OutboxState,
    SendMessage,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Rejected
from safespot_tui.sync.errors import MessageGone, OutboxFull
from tests.sync.chat import C, contents, done, refused


async def test_a_refused_send_fails_with_its_reason_and_the_lane_goes_on(windows, ana):
    windows.server.refusals[SendMessage] = Rejected(safe_text("Too long."), "invalid", 422)
    temp = await ana.send(C, "mal")
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    windows.server.refusals.clear()
    await ana.send(C, "bien")
    await windows.until(lambda: len(ana.store.outbox) == 1)

    (failed,) = ana.store.outbox
    assert failed.reason == "Too long."
    assert ana.store.delivery(ana.store.message(temp)) is Delivery.FAILED

    await ana.retry(failed.sequence)
    await done(windows, ana)
    assert contents(ana)[-2:] == ["bien", "mal"]


async def test_a_refused_send_goes_with_other_words_under_another_name(windows, ana):
    temp = await refused(windows, ana, "mal")
    ana.save_draft(Draft(C, "bien", editing_id=temp))

    await ana.edit(temp, "bien")

    await done(windows, ana)
    assert contents(ana) == ["buenas", "bien"]
    assert ana.store.draft(C) is None
    (sent,) = [m for m in windows.server.messages.values() if m.content == "bien"]
    assert sent.row_key != temp
    await ana._keeper.flush()
    await windows.crash(ana)
    again = windows.restored("u-ana")
    assert (again.store.outbox, again.store.draft(C)) == ([], None)
    again._keeper._archive.close()


async def test_words_that_take_the_place_of_refused_ones_are_never_beside_them(windows, ana):
    """A crash leaves one of both; which was on the disk before it was shown."""
    temp = await refused(windows, ana, "mal")
    await ana._keeper.flush()
    windows.server.gate.clear()

    await ana.edit(temp, "bien")
    await windows.crash(ana)

    again = windows.restored("u-ana")
    assert [i.intent.content for i in again.store.outbox] == ["bien"]
    again._keeper._archive.close()


async def test_a_refusal_that_is_not_written_yet_is_not_written_after_what_takes_its_place(
    windows, ana, monkeypatch
):
    """The disk is slow: words are replaced while the refusal of them waits for older things."""
    keeper = ana._keeper
    older, newer = threading.Event(), threading.Event()
    stored = []
    commit = Archive.commit

    def slow(self, facts, wishes):
        (newer if wishes.settled else older).wait()
        commit(self, facts, wishes)
        kept = read_contents(self._database)
        assert kept is not None
        intents = [item.intent for item in kept.restored.outbox]
        stored.append([each.content for each in intents if isinstance(each, SendMessage)])

    windows.server.gate.clear()
    windows.server.refusals[SendMessage] = Rejected(safe_text("Too long."), "invalid", 422)
    temp = await ana.send(C, "mal")
    await keeper.flush()
    monkeypatch.setattr(Archive, "commit", slow)
    keeper.put(*ana.store.outbox)
    await windows.until(keeper._flushing.locked)
    windows.server.gate.set()
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    windows.server.gate.clear()

    rewritten = asyncio.create_task(ana.edit(temp, "bien"))
    for _ in range(20):
        await asyncio.sleep(0)
    older.set()
    await windows.until(lambda: not keeper._unwritten._items)
    newer.set()
    await rewritten
    await keeper.flush()

    assert stored == [["mal"], *[["bien"]] * (len(stored) - 1)]
    assert stored[-1] == ["bien"]


async def test_what_was_about_refused_words_is_about_those_in_their_place(windows, ana):
    temp = await refused(windows, ana, "mal")
    await ana.send(C, "respuesta", reply_to_id=temp)

    await ana.edit(temp, "bien")

    await done(windows, ana)
    *_, sent, answer = windows.server.messages.values()
    assert (sent.content, answer.content) == ("bien", "respuesta")
    assert answer.reply_to_id == sent.id


async def test_an_edit_of_words_that_are_refused_then_does_not_come_after_newer_ones(windows, ana):
    windows.server.gate.clear()
    windows.server.refusals[SendMessage] = Rejected(safe_text("Too long."), "invalid", 422)
    temp = await ana.send(C, "mal")
    await ana.edit(temp, "peor")
    windows.server.gate.set()
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    windows.server.refusals.clear()

    await ana.edit(temp, "bien")

    await done(windows, ana)
    assert [type(intent) for intent in windows.server.performed] == [SendMessage]
    assert contents(ana)[-1] == "bien"


async def test_refused_words_stay_when_the_disk_is_full(windows, ana):
    temp = await refused(windows, ana, "mal")
    await ana._keeper.flush()
    pages = ana._keeper._archive._database.first("PRAGMA page_count")[0]
    ana._keeper._archive._database.run(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(OutboxFull, match="disk is full"):
        await ana.edit(temp, "largo" * 20_000)

    ana._keeper._archive._database.run("PRAGMA max_page_count = 1000000")
    (item,) = ana.store.outbox
    assert (item.state, item.intent.content) == (OutboxState.FAILED, "mal")


async def test_words_for_a_message_that_is_gone_are_given_back(windows, ana):
    temp = await refused(windows, ana, "mal")
    await ana.discard(ana.store.outbox[0].sequence)

    with pytest.raises(MessageGone):
        await ana.edit(temp, "bien")

    assert ana.store.outbox == []


async def test_a_discarded_send_leaves_no_trace(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    temp = await ana.send(C, "mejor no")
    await ana.edit(temp, "tampoco")
    reply = await ana.send(C, "respuesta", reply_to_id=temp)
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.QUEUED)

    await ana.discard(ana.store.outbox[0].sequence)

    assert contents(ana)[-1] == "respuesta"
    assert ana.store.message(reply).reply_to_id is None
    windows.server.down = False
    await windows.clock.advance(60)
    await done(windows, ana)
    assert [m.content for m in windows.server.messages.values()] == ["buenas", "respuesta"]


async def test_another_edit_takes_the_place_of_a_refused_one(windows, ana):
    own = await ana.send(C, "hloa")
    await done(windows, ana)
    windows.server.refusals[EditMessage] = Rejected(safe_text("Too late."), "forbidden", 403)
    await ana.edit(own, "hola")
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    message = ana.store.message(ana.store.timeline(C).newest)
    assert ana.store.failure_of(message).intent.content == "hola"
    assert message.content == "hloa"

    await ana.edit(message.id, "¡hola!")

    assert [item.intent.content for item in ana.store.outbox] == ["¡hola!"]
