# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""The engine between a server in memory and an archive on disk."""

import asyncio
import threading
import time

import pytest

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.contents import read_contents
from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import MessageChanges, PresenceChanged, TypingChanged
from safespot_tui.domain.ids import is_temp
from safespot_tui.domain.intent import (
    EditMessage,
    MarkRead,
    OutboxState,
    React,
    SendMessage,
    SetFlags,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Busy, NotLoggedIn, Rejected, ServerFault
from safespot_tui.store import keys
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.sync.errors import MessageGone, OutboxFull
from safespot_tui.sync.keeper import COMMIT_SECONDS
from safespot_tui.sync.lanes import OWN_PAUSE


@pytest.fixture
async def ana(windows):
    """Ana's window, live, with one conversation with Beto in which he said one thing."""
    server = windows.server
    ana, beto = server.user("ana"), server.user("beto")
    conversation_id = server.open("dm", ana, beto)
    server.say(conversation_id, beto, "buenas")
    return await windows.open(ana)


C = "c-dm"


def contents(engine, conversation_id=C):
    store = engine.store
    return [
        store.message(row).content
        for row in store.timeline(conversation_id).rows
        if store.message(row)
    ]


async def done(windows, engine):
    await windows.until(lambda: not engine.store.outbox)


# ------------------------------------------------------------------------------ sending


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


async def test_a_send_clears_the_draft_it_came_from_and_no_newer_one(windows, ana):
    ana.save_draft(Draft(C, "hola"))
    await ana.send(C, "hola")
    assert ana.store.draft(C) is None

    ana.save_draft(Draft(C, "otra"))
    sending = asyncio.create_task(ana.send(C, "otra"))
    await asyncio.sleep(0)
    ana.save_draft(Draft(C, "y otra"))
    await sending

    assert ana.store.draft(C).text == "y otra"


async def test_a_draft_that_is_not_what_was_sent_stays(windows, ana):
    ana.save_draft(Draft(C, "algo más largo"))
    await ana.send(C, "desde un script")
    assert ana.store.draft(C).text == "algo más largo"


async def test_a_draft_is_kept_a_moment_later_and_before_an_exit(windows, ana):
    ana.save_draft(Draft(C, "uno"))
    await windows.clock.advance(1.1)
    await windows.until(lambda: not ana._keeper._drafts)
    await windows.crash(ana)
    again = windows.run(windows.restored("u-ana"))
    assert again.store.draft(C).text == "uno"

    again.save_draft(Draft(C, "dos"))
    await windows.close(again)

    third = windows.restored("u-ana")
    assert third.store.draft(C).text == "dos"
    third._keeper._archive.close()


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


async def refused(windows, ana, text):
    """A send that the server refused; it takes everything again. Gives its row."""
    windows.server.refusals[SendMessage] = Rejected(safe_text("Too long."), "invalid", 422)
    temp = await ana.send(C, text)
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    windows.server.refusals.clear()
    return temp


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
    await windows.until(lambda: not keeper._items)
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


async def test_what_an_edit_set_aside_is_back_in_the_moment_it_is_kept(windows, ana):
    """A crash right after Enter finds the edit on its way, and the words from before it."""
    temp = await refused(windows, ana, "mal")
    ana.save_draft(Draft(C, "bien", editing_id=temp, aside=Draft(C, "y además")))
    await ana._keeper.flush()

    await ana.edit(temp, "bien")

    assert ana.store.draft(C) == Draft(C, "y además")
    await windows.crash(ana)
    again = windows.restored("u-ana")
    assert [item.intent.content for item in again.store.outbox] == ["bien"]
    assert again.store.draft(C) == Draft(C, "y además")
    again._keeper._archive.close()


async def test_a_crash_while_editing_leaves_both_texts(windows, ana):
    """The other words of the message, and those that the edit interrupted."""
    temp = await refused(windows, ana, "mal")
    draft = Draft(C, "bien", editing_id=temp, aside=Draft(C, "y además", reply_to_id=temp))
    ana.save_draft(draft)
    await ana._keeper.flush()

    await windows.crash(ana)

    again = windows.restored("u-ana")
    assert again.store.draft(C) == draft
    again._keeper._archive.close()


async def test_an_edit_takes_no_draft_that_was_none_of_it(windows, ana):
    """What is being written begins like the edit, and is another message."""
    temp = await refused(windows, ana, "mal")
    ana.save_draft(Draft(C, "bien"))

    await ana.edit(temp, "bien dicho")

    assert ana.store.draft(C) == Draft(C, "bien")


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


# ------------------------------------------------------------------------------ reading


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


async def done_after_pauses(windows, engine):
    for _ in range(1_000):
        if not engine.store.outbox:
            return
        await windows.clock.advance(OWN_PAUSE)
        await asyncio.sleep(0.001)
    raise AssertionError("something is never sent")


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


# ------------------------------------------------------------------------------ connection


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
    assert gateway.watched[-2:] == [C, None]


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


async def test_another_alias_shows_once_it_is_given_whether_or_not_the_stream_tells_it(
    windows, ana
):
    await ana.rename_self(safe_text("Anita"))
    assert ana.store.user(ana.store.me).alias == "Anita"


async def test_an_image_is_uploaded_and_then_sent(windows, ana):
    await ana.send_image(C, b"12345", "la esquina")
    await done(windows, ana)
    sent = windows.server.performed[-1]
    assert (sent.message_type, sent.content) == ("image", "https://images.example/5.png")
    assert sent.caption == "la esquina"


async def test_logging_out_ends_the_connection(windows, ana):
    await ana.log_out()

    assert ana.store.connection.state == "logged_out"
    await windows.until(lambda: windows.server.streams == [])


async def test_the_cursor_is_never_moved_by_an_answer(windows, ana):
    await ana._keeper.flush()
    before = ana._keeper._cursor
    windows.server.streams.clear()  # the stream is silent from here on
    await ana.send(C, "solo respuesta")
    await done(windows, ana)

    assert ana._keeper._cursor == before
    await windows.close(ana)
    again = await windows.open("u-ana")
    again.show(C)
    await windows.until(lambda: contents(again) == ["buenas", "solo respuesta"])


# ------------------------------------------------------------------------------ history


async def test_showing_fills_the_screen_from_the_server_then_from_the_archive(windows, ana):
    for n in range(120):
        windows.server.say(C, "u-beto", str(n))
    await windows.until(lambda: contents(ana)[-1] == "119")
    await ana.load_older(C)
    await windows.close(ana)
    asked = len(windows.server.calls)
    windows.server.go_down()
    again = windows.run(windows.restored("u-ana"))

    again.show(C)
    await windows.until(lambda: len(contents(again)) == 51)
    await again.load_older(C)
    await again.load_older(C)

    assert contents(again) == ["buenas", *map(str, range(120))]
    assert not again.store.timeline(C).has_older
    await again.load_older(C)
    assert not [call for call in windows.server.calls[asked:] if call[0] == "history"]


async def test_history_is_fetched_once_however_often_it_is_asked_for(windows):
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    for n in range(200):
        server.say(C, "u-beto", str(n))
    ana = await windows.open("u-ana")
    server.gate.clear()
    loads = [asyncio.create_task(ana.load_older(C)) for _ in range(3)]
    await asyncio.sleep(0.01)
    server.gate.set()
    await asyncio.gather(*loads)

    assert len([call for call in server.calls if call[0] == "history"]) == 1
    assert contents(ana) == [str(n) for n in range(149, 200)]


async def test_what_changes_while_its_page_is_on_the_way_is_not_overwritten(windows):
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    first, second, _ = (server.say(C, "u-beto", text) for text in ("uno", "dos", "tres"))
    ana = await windows.open("u-ana")
    server.gate.clear()
    loading = asyncio.create_task(ana.load_older(C))
    await windows.until(lambda: any(call[0] == "history" for call in server.calls))
    server.delete(first.id)
    server.amend(second.id, MessageChanges(content=safe_text("DOS")))
    marker = server.say(C, "u-beto", "cuatro")
    await windows.until(lambda: ana.store.base_message(marker.id))
    server.gate.set()
    await loading

    assert contents(ana) == ["", "DOS", "tres", "cuatro"]


async def test_what_changes_is_changed_in_the_archive_too_when_it_is_only_there(windows, ana):
    for n in range(60):
        windows.server.say(C, "u-beto", str(n))
    await windows.until(lambda: contents(ana)[-1] == "59")
    await windows.close(ana)
    again = await windows.open("u-ana")
    assert contents(again) == ["59"]

    windows.server.delete("m-00030")
    marker = windows.server.say(C, "u-beto", "fin")
    await windows.until(lambda: again.store.base_message(marker.id))
    await windows.close(again)
    windows.server.go_down()
    third = windows.run(windows.restored("u-ana"))
    await third.load_older(C)

    assert third.store.base_message("m-00030").deleted_at is not None


# ------------------------------------------------------------------------------ signals


async def test_typing_is_told_sparingly_and_taken_back(windows, ana):
    def told():
        return [call[2] for call in windows.server.calls if call[0] == "typing"]

    for _ in range(5):
        ana.typed(C)
        await asyncio.sleep(0)
    await windows.until(lambda: told() == ["True"])
    await windows.clock.advance(3.1)
    ana.typed(C)
    await windows.until(lambda: told() == ["True", "True"])
    await windows.clock.advance(5.1)
    await windows.until(lambda: told() == ["True", "True", "False"])


async def test_who_looks_elsewhere_types_and_reads_nothing_but_has_it_delivered(windows, ana):
    def told(name):
        return [call[2] for call in windows.server.calls if call[0] == name]

    ana.show(C)
    ana.typed(C)
    await windows.until(lambda: told("typing") == ["True"])
    ana.set_focused(focused=False)
    await windows.until(lambda: told("typing") == ["True", "False"])
    ana.typed(C)
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: contents(ana)[-1] == "¿estás?")
    last = ana.store.conversation(C).last_message_id
    await windows.until(lambda: told("delivered")[-1:] == [last])
    assert ana.store.unread(C) == 1
    assert (
        windows.server.members[C, "u-ana"].read_position < ana.store.conversation(C).head_position
    )
    assert told("typing") == ["True", "False"]
    ana.set_focused(focused=True)
    ana.typed(C)
    await windows.until(lambda: told("typing") == ["True", "False", "True"])


async def test_others_typing_is_forgotten_unless_it_is_renewed(windows, ana):
    typing = TypingChanged(C, "u-beto", typing=True)
    windows.server.emit_ephemeral("u-ana", typing)
    await windows.until(lambda: ana.store.typing(C) == ("u-beto",))
    await windows.clock.advance(5)
    windows.server.emit_ephemeral("u-ana", typing)
    await asyncio.sleep(0.01)
    await windows.clock.advance(5)
    assert ana.store.typing(C) == ("u-beto",)

    await windows.clock.advance(1.5)
    await windows.until(lambda: ana.store.typing(C) == ())


async def test_delivery_is_told_once_for_all_that_came(windows, ana):
    def told():
        return [call[2] for call in windows.server.calls if call[0] == "delivered"]

    await windows.until(lambda: told() == ["m-00001"])
    await windows.close(ana)
    for n in range(9):
        windows.server.say(C, "u-beto", str(n))
    again = await windows.open("u-ana")
    await windows.until(lambda: told() == ["m-00001", "m-00010"])
    again.show(C)
    windows.server.say(C, "u-beto", "y leído")
    await windows.until(lambda: contents(again)[-1] == "y leído")
    await done(windows, again)

    assert told() == ["m-00001", "m-00010"]  # reading says it, too


# ------------------------------------------------------------------------------ requests


async def test_a_conversation_that_was_made_is_in_the_store_when_it_returns(windows, ana):
    windows.server.user("carla")

    conversation_id = await ana.create_dm("u-carla")

    assert ana.store.conversation(conversation_id) is not None
    assert conversation_id in ana.store.inbox()


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
