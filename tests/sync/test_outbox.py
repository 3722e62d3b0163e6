# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""What is sent: durable, then shown, then sent, once and in order."""

import asyncio
import time

import pytest

from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import TypingChanged
from safespot_tui.domain.ids import is_temp
from safespot_tui.domain.intent import (
    EditMessage,
    OutboxState,
    React,
    SendMessage,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Busy, ServerFault
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.sync.keeper import COMMIT_SECONDS
from tests.sync.chat import C, contents, done


async def test_a_send_shows_at_once_and_keeps_its_row(windows, ana):
    windows.server.gate.clear()

    temp = await ana.send(C, "¡Hola!")

    assert is_temp(temp)
    assert ana.store.timeline(C).rows[-1] == temp
    assert ana.store.delivery(ana.store.message(temp)) is Delivery.PENDING
    windows.server.gate.set()
    await done(windows, ana)
    row = ana.store.timeline(C).rows[-1]
    assert ana.store.message(row).row_key == temp
    assert contents(ana)[-2:] == ["buenas", "¡Hola!"]
    assert ana.store.delivery(ana.store.message(row)) is Delivery.SENT


async def test_a_send_is_durable_before_it_is_shown(windows, ana, monkeypatch):
    shown_when_kept = []
    keep = ana._keeper._archive.keep

    def kept(wishes):
        shown_when_kept.append(len(ana.store.outbox))
        keep(wishes)

    monkeypatch.setattr(ana._keeper._archive, "keep", kept)

    await ana.send(C, "uno")

    assert shown_when_kept == [0]


async def test_nothing_is_shown_when_the_disk_is_full(windows, ana):
    ana.save_draft(Draft(C, "largo"))
    await ana._keeper.flush()
    pages = ana._keeper._archive._database.first("PRAGMA page_count")[0]
    ana._keeper._archive._database.run(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(OutboxFull, match="disk is full"):
        await ana.send(C, "largo" * 20_000)

    assert ana.store.outbox == []
    assert ana.store.draft(C).text == "largo"
    ana._keeper._archive._database.run("PRAGMA max_page_count = 1000000")


async def test_what_is_not_stored_costs_no_commit(windows, ana, monkeypatch):
    await windows.until(lambda: ana._keeper.leads)
    await ana._keeper.flush()
    commits = []
    monkeypatch.setattr(ana._keeper._archive, "commit", lambda *rows: commits.append(rows))

    windows.server.emit_ephemeral("u-ana", TypingChanged(C, "u-beto", typing=True))
    await windows.until(lambda: ana.store.typing(C))
    ana._tell(ana.store.connection)
    await asyncio.sleep(0.01)
    assert commits == []

    windows.server.say(C, "u-beto", "esto sí")
    await windows.clock.advance(COMMIT_SECONDS)
    await windows.until(lambda: len(commits) == 1)


async def test_of_messages_that_stream_in_one_commit_covers_many(windows, ana, monkeypatch):
    await windows.until(lambda: ana._keeper.leads)
    await windows.clock.advance(COMMIT_SECONDS)
    await ana._keeper.flush()
    commits, commit = [], ana._keeper._archive.commit
    monkeypatch.setattr(
        ana._keeper._archive, "commit", lambda *rows: (commits.append(rows), commit(*rows))
    )
    for n in range(10):
        windows.server.say(C, "u-beto", str(n))
        await windows.until(lambda n=n: contents(ana)[-1] == str(n))
    assert len(commits) <= 1
    await windows.clock.advance(COMMIT_SECONDS)
    await windows.until(lambda: not ana._keeper._dirty.is_set())
    assert len(commits) <= 2

    await ana.send(C, "mía")
    kept = [item.intent for _, wishes in commits for item in wishes.items]
    assert any(isinstance(intent, SendMessage) for intent in kept), "the user's own waits for none"
    await ana._keeper.flush()
    stored = {row.message.content for facts, _ in commits if facts for row in facts.messages}
    assert stored >= {str(n) for n in range(10)}


async def test_sends_keep_their_order_through_a_broken_network(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    for n in range(5):
        await ana.send(C, str(n))
    assert contents(ana)[-5:] == list("01234")

    windows.server.down = False
    await windows.clock.advance(60)
    await done(windows, ana)

    said = [i.content for i in windows.server.performed if isinstance(i, SendMessage)]
    assert said == list("01234")
    assert contents(ana)[-5:] == list("01234")


async def test_a_lost_answer_makes_no_second_message(windows, ana):
    windows.server.lose_answers = True
    await ana.send(C, "una vez")
    await windows.until(lambda: windows.server.performed)
    windows.server.lose_answers = False
    await windows.clock.advance(60)
    await done(windows, ana)

    assert contents(ana).count("una vez") == 1
    assert [m.content for m in windows.server.messages.values()].count("una vez") == 1


async def test_a_message_typed_before_a_crash_is_sent_on_the_next_start(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    await ana.send(C, "no te pierdas")
    await windows.crash(ana)

    windows.server.down = False
    again = windows.restored("u-ana")
    assert contents(again)[-1] == "no te pierdas"
    windows.run(again)
    await windows.live(again)
    await done(windows, again)

    assert [m.content for m in windows.server.messages.values()] == ["buenas", "no te pierdas"]


async def test_a_send_discarded_while_it_is_with_the_server_is_deleted_after(windows, ana):
    windows.server.gate.clear()
    await ana.send(C, "tarde")
    await windows.until(lambda: ("perform", "SendMessage") in windows.server.calls)

    await ana.discard(ana.store.outbox[0].sequence)
    windows.server.gate.set()
    await done(windows, ana)

    (message,) = [m for m in windows.server.messages.values() if m.sender_id == "u-ana"]
    assert message.deleted_at is not None


async def test_an_edit_and_a_reply_wait_for_the_name_of_a_pending_message(windows, ana):
    windows.server.gate.clear()
    temp = await ana.send(C, "hloa")
    await ana.edit(temp, "hola")
    await ana.send(C, "sí", reply_to_id=temp)
    await ana.react(temp, safe_text("👍"), present=True)
    assert contents(ana)[-2:] == ["hola", "sí"]

    windows.server.gate.set()
    await done(windows, ana)

    first, reply = list(windows.server.messages.values())[-2:]
    assert (first.content, first.reactions[0].emoji) == ("hola", "👍")
    assert reply.reply_to_id == first.id
    assert contents(ana)[-2:] == ["hola", "sí"]
    await ana.edit(temp, "por el nombre viejo")
    await done(windows, ana)
    assert contents(ana)[-2] == "por el nombre viejo"


async def test_a_rename_is_durable_with_the_message_that_it_waits_for(windows, ana):
    windows.server.gate.clear()
    temp = await ana.send(C, "hloa")
    await ana.edit(temp, "hola")
    windows.server.refusals[EditMessage] = ServerFault("Busy.")
    windows.server.gate.set()
    await windows.until(lambda: len(ana.store.outbox) == 1)
    await ana._keeper.flush()

    again = windows.restored("u-ana")

    (item,) = again.store.outbox
    assert item.intent.message_id == ana.store.timeline(C).newest
    again._keeper._archive.close()


@pytest.mark.parametrize(
    "error", [ServerFault("It failed."), Busy(safe_text("Wait."), 7.0)], ids=["5xx", "429"]
)
async def test_a_server_that_cannot_now_is_asked_again(windows, ana, error):
    windows.server.refusals[React] = error
    last = ana.store.timeline(C).newest
    await ana.react(last, safe_text("👍"), present=True)
    await windows.until(lambda: windows.server.refused)
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.QUEUED)
    windows.server.refusals.clear()
    await windows.clock.advance(0.4)
    assert len(ana.store.outbox) == 1

    await windows.clock.advance(7)
    await done(windows, ana)

    assert ana.store.base_message(last).reactions[0].user_ids == ("u-ana",)


async def test_a_conversation_that_waits_holds_up_no_other(windows, ana):
    other = windows.server.open("otra", "u-ana", "u-beto")
    await windows.until(lambda: ana.store.conversation(other))
    windows.server.refusals[React] = ServerFault("It failed.")
    await ana.react(ana.store.timeline(C).newest, "👍", present=True)
    await ana.send(C, "detrás")
    await ana.send(other, "al lado")

    await windows.until(lambda: contents(ana, other) == ["al lado"] and len(ana.store.outbox) == 2)

    assert "detrás" not in [m.content for m in windows.server.messages.values()]


async def test_an_image_is_uploaded_and_then_sent(windows, ana):
    await ana.send_image(C, b"12345", "la esquina")
    await done(windows, ana)
    sent = windows.server.performed[-1]
    assert (sent.message_type, sent.content) == ("image", "https://images.example/5.png")
    assert sent.caption == "la esquina"


async def test_painting_a_send_takes_no_time(windows, ana):
    windows.server.go_down()
    await windows.state(ana, "offline")
    took = []
    for n in range(20):
        started = time.perf_counter()
        await ana.send(C, str(n))
        took.append(time.perf_counter() - started)

    # The quickest tells whether anything is waited for; the others tell how busy the machine is.
    assert min(took) < 0.05
