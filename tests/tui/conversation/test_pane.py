import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import MouseScrollDown, MouseScrollUp, Paste
from textual.pilot import Pilot
from textual.widgets import TextArea

from safespot_tui.contract.limits import MAX_MESSAGE_CHARACTERS
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    HistoryPage,
    MemberChanges,
    MemberUpdated,
    MessageChanges,
    MessageDeleted,
    MessageUpdated,
    PresenceChanged,
    TypingChanged,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import Notice, NoticeKind, Reaction
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.store.timeline import gap_before
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.row import Row
from tests.tui.conversation.conftest import ANA, BETO, HERE, ME, START, THERE, Chat, PaneApp, shown


@asynccontextmanager
async def opened(chat: Chat, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    app = PaneApp(chat)
    async with app.run_test(size=size) as pilot:
        app.pane.show(HERE)
        app.pane.focus_composer()
        await pilot.pause()
        yield pilot


def pane_of(pilot: Pilot[None]):
    assert isinstance(pilot.app, PaneApp)
    return pilot.app.pane


async def painted(pilot: Pilot[None]) -> list[str]:
    """The timeline, a frame later."""
    await pilot.pause(0.03)
    return shown(pane_of(pilot))


# ---------------------------------------------------------------------------- rows


async def test_opens_at_the_end_and_follows(chat: Chat) -> None:
    chat.start(100)
    async with opened(chat) as pilot:
        assert shown(pane_of(pilot))[-1].strip() == "message 99"
        chat.receive("the newest")
        assert (await painted(pilot))[-1].strip() == "the newest"


async def test_a_sender_is_named_when_another_one_spoke_or_time_passed(chat: Chat) -> None:
    chat.start(read=9)
    chat.receive("one", ANA)
    chat.receive("two", ANA)
    chat.receive("three", BETO)
    chat.count += 10
    chat.receive("four", BETO)
    async with opened(chat) as pilot:
        words = [line.strip().split("  ")[0] for line in shown(pane_of(pilot)) if line.strip()]
        assert words[2:] == ["Ana", "one", "two", "Beto", "three", "Beto", "four"]


async def test_days_are_separated(chat: Chat) -> None:
    chat.start(read=9)
    chat.receive("first day")
    chat.count += 60 * 24
    chat.receive("second day")
    async with opened(chat) as pilot:
        rules = [line.strip("─ ") for line in shown(pane_of(pilot)) if line.startswith("─")]
        assert len(rules) == 2
        assert len(set(rules)) == 2


async def test_notices_edits_deletions_replies_and_reactions_are_drawn(chat: Chat) -> None:
    (first, *_rest) = chat.start(3)
    chat.receive("", BETO, notice=Notice(NoticeKind.JOINED, (BETO,)))
    reply = chat.receive("an answer", BETO, reply_to=first.id)
    chat.store.apply(
        MessageUpdated(
            reply.id,
            HERE,
            MessageChanges(
                revision=1,
                content=SafeText("a better answer"),
                edited_at=START,
                reactions=(
                    Reaction(SafeText("👍"), (ANA, BETO)),
                    Reaction(SafeText("❤"), (ME,)),
                ),
            ),
        ),
        MessageDeleted(MessageId("m000003"), HERE, START, 1),
    )
    async with opened(chat) as pilot:
        lines = [line.strip() for line in shown(pane_of(pilot))]
        assert any(re.fullmatch(r"Beto joined · \d\d:\d\d", line) for line in lines)
        assert "This message was deleted." in lines
        assert "┃ Ana: message 0" in lines
        assert "a better answer (edited)" in lines
        assert "👍 2 [❤ 1]" in lines


async def test_remote_text_is_literal(chat: Chat) -> None:
    chat.start()
    chat.receive(
        "[bold]not bold[/bold] [@click=app.exit]x[/] \x1b[31mred\x1b]52;c;aGk=\x07 \u202eevil"
    )
    async with opened(chat) as pilot:
        text = "\n".join(shown(pane_of(pilot)))
        assert "[bold]not bold[/bold] [@click=app.exit]x[/]" in text
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


async def test_foreign_scripts_do_not_break_the_frame(chat: Chat) -> None:
    chat.start()
    chat.receive("漢字" * 60)
    chat.receive("👨‍👩‍👧‍👦🏳️‍🌈👍🏽🇦🇷" * 20)
    chat.receive("مرحبا " * 40)
    async with opened(chat, (61, 24)) as pilot:
        timeline = pane_of(pilot).timeline
        assert {strip.cell_length for strip in timeline.lines} == {61}
        for strip in timeline.lines:
            assert sum(segment.cell_length for segment in strip) == 61


# ---------------------------------------------------------------------------- staying in place


async def test_scrolled_away_nothing_moves_and_a_badge_counts(chat: Chat) -> None:
    chat.start(100)
    async with opened(chat) as pilot:
        await pilot.press("pageup")
        before = await painted(pilot)
        chat.receive("news")
        chat.receive("more news")
        after = await painted(pilot)
        assert after[:-1] == before[:-1]
        assert after[-1].endswith("+2 new ↓")
        await pilot.press("ctrl+end")
        assert (await painted(pilot))[-1].strip() == "more news"
        assert not pane_of(pilot).timeline.badge


async def test_the_badge_can_be_clicked(chat: Chat) -> None:
    chat.start(100)
    async with opened(chat) as pilot:
        await pilot.press("pageup")
        chat.receive("news")
        await painted(pilot)
        timeline = pane_of(pilot).timeline
        await pilot.click(timeline, offset=(72, timeline.size.height - 1))
        assert (await painted(pilot))[-1].strip() == "news"


async def test_an_own_send_scrolls_down(chat: Chat) -> None:
    chat.start(100)
    async with opened(chat) as pilot:
        await pilot.press("pageup", "pageup", "h", "i", "enter")
        assert "hi" in (await painted(pilot))[-1]


async def test_older_messages_come_in_without_a_jump(chat: Chat) -> None:
    chat.start(100, has_older=True)
    chat.past = chat.older(400)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        assert not chat.asked_for("load_older")
        await pilot.press("pageup", "pageup", "pageup")
        assert not chat.asked_for("load_older")
        before = shown(pane)
        await pilot.press("pageup")
        lines = await painted(pilot)
        assert chat.asked_for("load_older") == [("load_older", HERE)]
        assert lines[-1] == before[0]
        await pilot.press("pagedown")
        assert await painted(pilot) == before


async def test_what_is_at_the_very_top_stays_when_older_messages_come(chat: Chat) -> None:
    chat.start(60, has_older=True)
    chat.failure = Unreachable("No answer.")
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.timeline.action_oldest()
        before = await painted(pilot)
        assert "No answer. Enter tries again." in before[0]
        chat.failure, chat.past = None, chat.older(400)
        place = next(y for y, line in enumerate(before) if line.strip() == "message 1")
        await pilot.click(pane.timeline, offset=(5, 0))
        after = await painted(pilot)
        assert after[place].strip() == "message 1"
        assert "past" in after[0]
        assert pane.timeline.scroll_y > 200


async def test_a_gap_says_so_and_can_be_filled(chat: Chat) -> None:
    messages = chat.start(5)
    late = [chat.message("late") for _ in range(3)]
    chat.store.apply(HistoryPage(HERE, tuple(late), has_older=True, has_newer=False))
    assert messages
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        (place,) = [y for y, line in enumerate(shown(pane)) if "may be missing" in line]
        await pilot.click(pane.timeline, offset=(20, place))
        await painted(pilot)
        assert chat.asked_for("fill_gap") == [("fill_gap", HERE, gap_before(late[0].id))]


async def test_a_resize_keeps_the_place(chat: Chat) -> None:
    chat.start()
    for number in range(50):
        chat.receive(f"number {number} " + "word " * (number % 40))
    async with opened(chat) as pilot:
        await pilot.press("pageup", "pageup")
        before = await painted(pilot)
        top = next(line for line in before if "number" in line).split()[1]
        await pilot.resize_terminal(50, 20)
        await pilot.pause(0.3)
        after = await painted(pilot)
        assert {strip.cell_length for strip in pane_of(pilot).timeline.lines} == {50}
        tops = [int(line.split()[1]) for line in after if "number" in line]
        assert tops[0] - 1 <= int(top) <= tops[0] + 1


# ---------------------------------------------------------------------------- unread


async def test_the_unread_line_stays_where_it_was_until_one_leaves(chat: Chat) -> None:
    chat.start(20, read=17)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        assert chat.store.unread(HERE) == 0

        def line_above() -> tuple[str, str]:
            lines = shown(pane)
            (place,) = [y for y, line in enumerate(lines) if " 3 new " in line]
            return lines[place - 1].strip(), lines[place + 2].strip()

        assert line_above() == ("message 16", "message 17")
        chat.receive("later")
        await painted(pilot)
        assert line_above() == ("message 16", "message 17")
        pane.show(THERE)
        pane.show(HERE)
        assert not any(" new " in line for line in await painted(pilot))


async def test_many_unread_messages_are_read_from_the_first_one_on(chat: Chat) -> None:
    chat.start(100, read=40)
    async with opened(chat) as pilot:
        lines = shown(pane_of(pilot))
        assert lines[0].strip() == "message 39"
        assert " 60 new " in lines[1]
        assert lines[-1].endswith("new ↓")
        await pilot.press("ctrl+end")
        await painted(pilot)
        assert pane_of(pilot).scroll_to_unread()
        assert shown(pane_of(pilot))[:2] == lines[:2]


async def test_what_is_asked_for_before_there_is_a_screen_is_shown_with_its_unread(
    chat: Chat,
) -> None:
    chat.start(20, read=17)
    app = PaneApp(chat)
    app.pane.show(HERE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.pane.conversation_id == HERE
        assert any(" 3 new " in line for line in await painted(pilot))


# ---------------------------------------------------------------------------- sending


async def test_pending_becomes_sent_in_its_place(chat: Chat) -> None:
    chat.start(50)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.press(*"hello", "enter")
        pending = await painted(pilot)
        assert pending[-1].split() == ["▌", "hello", "◷"]
        strips = list(pane.timeline.lines)
        temp = chat.store.timeline(HERE).pending[0]
        chat.confirm(MessageId(temp))
        sent = await painted(pilot)
        assert sent[-1].split() == ["▌", "hello", "✓"]
        assert sent[:-2] == pending[:-2]
        repainted = [
            y
            for y, (old, new) in enumerate(zip(strips, pane.timeline.lines, strict=True))
            if old != new
        ]
        assert set(repainted) <= {len(sent) - 2, len(sent) - 1}
        position = chat.position[HERE]
        chat.store.apply(
            *(
                MemberUpdated(HERE, who, MemberChanges(delivered_position=position))
                for who in (ANA, BETO)
            )
        )
        assert (await painted(pilot))[-1].split() == ["▌", "hello", "✓✓"]
        delivered = pane.timeline.lines[-1]
        chat.store.apply(
            *(
                MemberUpdated(HERE, who, MemberChanges(read_position=position))
                for who in (ANA, BETO)
            )
        )
        assert (await painted(pilot))[-1].split() == ["▌", "hello", "✓✓"]
        assert pane.timeline.lines[-1] != delivered


async def test_a_failure_says_why_and_what_to_do(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        await pilot.press(*"hello", "enter")
        chat.fail(MessageId(chat.store.timeline(HERE).pending[0]), "You are not in this group.")
        lines = await painted(pilot)
        assert lines[-2].split() == ["▌", "hello", "✗"]
        said = "Not sent: You are not in this group. r: try again · e: edit · x: discard"
        assert said in lines[-1]


async def test_a_send_that_cannot_be_kept_gives_the_words_back(chat: Chat) -> None:
    chat.start(5)
    chat.full = True
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.press(*"precious", "enter")
        await painted(pilot)
        assert pane.composer.text == "precious"
        assert pane.desk.complaint.words == "The disk is full. Make room, then send again."
        assert not chat.store.timeline(HERE).pending
        assert chat.store.draft(HERE) in (None, Draft(HERE, "precious"))


async def test_too_long_a_message_is_kept_and_explained(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.composer.load(HERE, Draft(HERE, "x" * (MAX_MESSAGE_CHARACTERS + 5)))
        await pilot.press("enter")
        await painted(pilot)
        assert "5 characters longer" in pane.desk.complaint.words
        assert len(pane.composer.text) == MAX_MESSAGE_CHARACTERS + 5
        assert not chat.asked_for("send")


async def test_words_written_for_elsewhere_are_refused(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.composer.load(HERE, Draft(THERE, "a secret"))
        await pilot.press("enter")
        await painted(pilot)
        assert not chat.asked_for("send")
        assert pane.composer.text == "a secret"
        assert "another conversation" in pane.desk.complaint.words


async def test_enter_sends_to_where_it_was_pressed_even_if_one_leaves_at_once(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.press(*"here")
        pane.composer.action_submit()
        pane.show(THERE)
        await painted(pilot)
        assert chat.asked_for("send") == [("send", HERE, "here", None)]
        assert chat.store.draft(HERE) is None


# ---------------------------------------------------------------------------- composer


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter", "shift+enter"])
async def test_other_enters_make_a_new_line(chat: Chat, key: str) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        await pilot.press("a", key, "b")
        assert pane_of(pilot).composer.text == "a\nb"
        assert not chat.asked_for("send")


async def test_a_paste_is_cleaned_and_never_sends(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.composer.post_message(Paste("one\ntwo\x1b]0;owned\x07\u202e\n"))
        await painted(pilot)
        assert pane.composer.text == "one\ntwo␛]0;owned␇\n"
        assert not chat.asked_for("send")


async def test_grows_to_a_third_and_shrinks_again(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat, (80, 30)) as pilot:
        composer = pane_of(pilot).composer
        assert composer.size.height == 1
        for lines in range(2, 15):
            await pilot.press("ctrl+j")
            await pilot.pause()
            assert composer.size.height == min(lines, 10)
        pane_of(pilot).composer.load(HERE, None)
        await painted(pilot)
        assert composer.size.height == 1


async def test_drafts_are_kept_by_conversation(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.press(*"half a")
        pane.show(THERE)
        assert chat.store.draft(HERE) == Draft(HERE, "half a")
        assert pane.composer.text == ""
        await pilot.press(*"other")
        pane.show(HERE)
        assert pane.composer.text == "half a"
        assert chat.store.draft(THERE) == Draft(THERE, "other")
        await pilot.press("!")
        await pilot.pause(0.4)
        assert chat.store.draft(HERE) == Draft(HERE, "half a!")


async def test_leaving_the_program_keeps_the_draft(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        await pilot.press(*"half")
    assert chat.store.draft(HERE) == Draft(HERE, "half")


async def test_sending_leaves_no_draft(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        await pilot.press(*"half a")
        await pilot.pause(0.4)
        await pilot.press("enter")
        await painted(pilot)
        assert chat.store.draft(HERE) is None


async def test_a_reply_quotes_and_escape_leaves_it(chat: Chat) -> None:
    messages = chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.start_reply(messages[2].id)
        assert pane.desk.banner.words == "Reply to Ana: message 2"
        await pilot.press("escape")
        await painted(pilot)
        assert not pane.desk.banner.words
        pane.start_reply(messages[2].id)
        await pilot.press(*"yes", "enter")
        await painted(pilot)
        assert chat.asked_for("send") == [("send", HERE, "yes", messages[2].id)]
        assert not pane.desk.banner.words


async def test_up_in_an_empty_composer_edits_the_last_own_message(chat: Chat) -> None:
    chat.start(5)
    mine = chat.receive("with a tpyo", ME)
    chat.receive("other", ANA)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.press("up")
        await painted(pilot)
        assert pane.composer.text == "with a tpyo"
        await pilot.press("!", "enter")
        await painted(pilot)
        assert chat.asked_for("edit") == [("edit", mine.id, "with a tpyo!")]
        assert pane.composer.text == ""
        assert not pane.desk.banner.words


async def test_leaving_an_edit_brings_back_what_was_written_before(chat: Chat) -> None:
    chat.start(5)
    mine = chat.receive("mine", ME)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.press(*"half")
        assert pane.start_edit(mine.id)
        await pilot.press("escape")
        await painted(pilot)
        assert pane.composer.text == "half"


async def test_others_messages_cannot_be_edited(chat: Chat) -> None:
    messages = chat.start(5)
    async with opened(chat) as pilot:
        assert not pane_of(pilot).start_edit(messages[0].id)


async def test_typing_is_told(chat: Chat) -> None:
    chat.start(5)
    async with opened(chat) as pilot:
        await pilot.press("h", "i")
        await painted(pilot)
        assert chat.asked_for("typed") == [("typed", HERE)] * 2


# ---------------------------------------------------------------------------- selecting


async def test_selects_by_keyboard_and_comes_back(chat: Chat) -> None:
    messages = chat.start(5)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.focus_timeline()
        await painted(pilot)
        assert pane.selected_message_id == messages[4].id
        await pilot.press("up", "k")
        assert pane.selected_message_id == messages[2].id
        assert [line for line in await painted(pilot) if line.startswith("› message 2")]
        await pilot.press("down", "down", "down")
        await painted(pilot)
        assert pane.selected_message_id is None
        assert isinstance(pilot.app.focused, TextArea)


async def test_the_selection_stays_with_its_message(chat: Chat) -> None:
    messages = chat.start(30, has_older=True)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        pane.focus_timeline()
        await pilot.press("up")
        chat.store.apply(HistoryPage(HERE, tuple(chat.older(50)), has_older=False, has_newer=False))
        await painted(pilot)
        assert pane.selected_message_id == messages[28].id
        pane.focus_composer()
        await pilot.press(*"mine", "enter")
        pane.focus_timeline()
        await painted(pilot)
        temp = pane.selected_message_id
        assert temp is not None
        chat.receive("in between")
        sent = chat.confirm(temp)
        await painted(pilot)
        assert pane.selected_message_id == sent.id


async def test_a_click_selects_and_a_click_on_a_quotation_wants_it(chat: Chat) -> None:
    messages = chat.start(80)
    chat.receive("an answer", BETO, reply_to=messages[3].id)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        lines = shown(pane)
        (place,) = [y for y, line in enumerate(lines) if "message 60" not in line and "┃" in line]
        await pilot.click(pane.timeline, offset=(6, place + 1))
        await painted(pilot)
        assert pane.selected_message_id == MessageId("m000081")
        await pilot.click(pane.timeline, offset=(6, place))
        await painted(pilot)
        assert isinstance(pilot.app, PaneApp)
        assert pilot.app.wanted == [messages[3].id]


# ---------------------------------------------------------------------------- header


async def test_the_header_tells_who_is_there(chat: Chat) -> None:
    chat.start(1)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        assert pane.header.words == ("Neighbours", "", "3 members")
        chat.store.apply(PresenceChanged(ANA, online=True))
        await painted(pilot)
        assert pane.header.words[2] == "3 members · online: Ana"
        chat.store.apply(TypingChanged(HERE, BETO, typing=True))
        await painted(pilot)
        assert pane.header.words[2] == "Beto is typing…"


async def test_what_the_header_has_no_room_for_is_left_out_visibly(chat: Chat) -> None:
    chat.start(1)
    for who in (ANA, BETO):
        chat.store.apply(PresenceChanged(who, online=True))
    async with opened(chat, (24, 20)) as pilot:
        pane = pane_of(pilot)
        people = pane.header.render().plain.splitlines()[1]
        assert people.endswith("…")
        assert pane.header.words[2].startswith(people[:-1])


async def test_a_dm_says_whether_the_other_is_online(chat: Chat) -> None:
    chat.start(1, kind=ConversationType.DM)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        assert pane.header.words[2] == "not seen online"
        chat.store.apply(ConnectionPut(Connection(ConnectionState.OFFLINE)))
        await painted(pilot)
        assert pane.header.words[2] == "may be out of date"


# ---------------------------------------------------------------------------- frames


async def test_many_changes_are_one_update_a_frame(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.start(10)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        await pilot.pause(0.1)
        updates: list[None] = []
        update_rows = pane.timeline.update_rows
        monkeypatch.setattr(
            pane.timeline,
            "update_rows",
            lambda changed: (updates.append(None), update_rows(changed)),
        )
        for number in range(50):
            chat.receive(f"burst {number}")
        assert len(updates) == 1, "what comes from rest is shown at once"
        assert (await painted(pilot))[-1].strip() == "burst 49"
        assert len(updates) == 2, "and all that follows, in the next frame"


async def test_only_rows_that_a_change_is_about_are_looked_at(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.start(10)
    async with opened(chat) as pilot:
        first = chat.receive("Is anybody there?")
        chat.receive("I am", BETO, reply_to=first.id)
        await painted(pilot)
        looked: set[MessageId] = set()
        row_at = Reading.row_at

        def noted(reading: Reading, index: int, *, selected: bool) -> Row:
            looked.add(MessageId(reading.timeline.rows[index]))
            return row_at(reading, index, selected=selected)

        monkeypatch.setattr(Reading, "row_at", noted)
        new = chat.receive("Me, too")
        await painted(pilot)
        messages = (chat.store.base_message(each) for each in looked)
        theirs = {message.id for message in messages if message and message.sender_id != ME}
        assert theirs == {new.id}
        chat.store.apply(
            MessageUpdated(first.id, HERE, MessageChanges(revision=2, content=SafeText("Hello?")))
        )
        assert any("Ana: Hello?" in line for line in await painted(pilot)), "quoted, too"
        chat.store.apply(UserUpdated(ANA, UserChanges(SafeText("Anita"))))
        assert any("Anita: Hello?" in line for line in await painted(pilot)), "whoever it is about"


async def test_other_conversations_are_no_reason_to_look(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.start(10)
    async with opened(chat) as pilot:
        pane = pane_of(pilot)
        monkeypatch.setattr(pane.timeline, "update_rows", lambda: pytest.fail("looked"))
        chat.receive("elsewhere", where=THERE)
        await pilot.pause(0.05)


async def test_an_append_lays_nothing_out(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.start(100)
    async with opened(chat) as pilot:
        await pilot.pause(0.1)
        monkeypatch.setattr(
            pilot.app.screen, "_refresh_layout", lambda *_a, **_k: pytest.fail("laid out")
        )
        chat.receive("news")
        await pilot.press("x")
        assert (await painted(pilot))[-1].strip() == "news"
        monkeypatch.undo()


async def test_the_wheel_scrolls_and_the_scrollbar_leaps(chat: Chat) -> None:
    chat.start(300)
    async with opened(chat) as pilot:
        timeline = pane_of(pilot).timeline
        end = shown(pane_of(pilot))
        await pilot._post_mouse_events([MouseScrollUp], timeline, button=0)
        lines = await painted(pilot)
        assert lines[2:] == end[:-2]
        await pilot._post_mouse_events([MouseScrollDown], timeline, button=0)
        assert await painted(pilot) == end
        timeline.scroll_to(y=0, animate=False)
        assert "November" in (await painted(pilot))[0]
        timeline.scroll_to(y=timeline.max_scroll_y // 2, animate=False)
        assert any("message 15" in line for line in await painted(pilot))
        timeline.scroll_to(y=timeline.max_scroll_y, animate=False)
        assert await painted(pilot) == end
        assert timeline.following
