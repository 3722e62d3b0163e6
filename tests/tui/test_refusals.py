"""What the server refuses is told with its reason, and no word is lost."""

from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.domain.event import MemberChanges, MemberUpdated
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.member import Role
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import OutboxPut
from safespot_tui.sync.errors import MessageGone
from safespot_tui.tui.inbox.item import Sends, sends_by_conversation

CUADRA = ConversationId("c-cuadra")
REASON = "Messages can be changed for a day."


def refuse(engine) -> int:
    """The server refuses the last thing asked for."""
    item = engine.store.outbox[-1]
    engine.store.apply(
        OutboxPut(structs.replace(item, state=OutboxState.FAILED, reason=SafeText(REASON)))
    )
    return item.sequence


def own_message(engine) -> MessageId:
    store = engine.store
    return next(
        MessageId(row)
        for row in reversed(store.timeline(CUADRA).rows)
        if (message := store.message(MessageId(row))) and message.sender_id == store.me
    )


def timeline(app) -> str:
    """Its words, without bars and line breaks."""
    text = " ".join(strip.text for strip in app.screen.pane.timeline.lines)
    return " ".join(text.replace("▌", "").replace("›", "").split())


async def open_at(app, pilot, message_id: MessageId) -> None:
    app.screen.open(CUADRA)
    await pilot.pause()
    assert app.screen.pane.jump_to(message_id)
    app.screen.pane.timeline.focus()
    await pilot.pause()


async def test_a_refused_edit_is_told_in_its_row_with_its_words(open_app, engine) -> None:
    message_id = own_message(engine)
    async with open_app() as (app, pilot):
        await open_at(app, pilot, message_id)
        await engine.edit(message_id, "otras palabras")
        refuse(engine)
        await pilot.pause(0.05)
        assert (
            f"Not changed to “otras palabras”: {REASON} Ctrl+R: try again · z: discard"
            in timeline(app)
        )
        item = sends_by_conversation(engine.store.outbox)[CUADRA]
        assert item != Sends()


async def test_a_plain_member_hears_that_a_group_is_not_theirs_to_change(open_app, engine) -> None:
    role = MemberChanges(role=Role.MEMBER)
    engine.store.apply(MemberUpdated(CUADRA, engine.store.me, role))
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        for key in ("f2", "alt+w", "alt+k"):
            await pilot.press(key)
            await pilot.pause()
            assert not app.screen.is_modal
            said = [notice.message for notice in app._notifications]
            assert said == ["Only an owner or an admin of the group can do that."]
            app.clear_notifications()


async def test_the_words_of_a_refused_edit_can_be_taken_up_again(open_app, engine) -> None:
    message_id = own_message(engine)
    async with open_app() as (app, pilot):
        await open_at(app, pilot, message_id)
        await engine.edit(message_id, "otras palabras")
        refuse(engine)
        await pilot.pause(0.05)
        await pilot.press("e")
        await pilot.pause()
        assert app.screen.pane.composer.text == "otras palabras"
        assert app.screen.pane.composer.editing_id == message_id


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda engine, name: engine.delete(name), "Not deleted: "),
        (lambda engine, name: engine.react(name, SafeText("👍"), present=True), "👍 was not saved"),
    ],
)
async def test_a_refused_change_can_be_tried_again_or_discarded(
    open_app, engine, ask, words
) -> None:
    message_id = own_message(engine)
    async with open_app() as (app, pilot):
        await open_at(app, pilot, message_id)
        await ask(engine, message_id)
        sequence = refuse(engine)
        await pilot.pause(0.05)
        assert words in timeline(app)
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert ("retry", sequence) in engine.calls
        await pilot.press("z")
        await pilot.pause()
        await pilot.press("left", "enter")
        await pilot.pause(0.05)
        assert ("discard", sequence) in engine.calls
        assert words not in timeline(app)


async def test_a_message_with_a_refused_change_can_be_answered(open_app, engine) -> None:
    message_id = own_message(engine)
    async with open_app() as (app, pilot):
        await open_at(app, pilot, message_id)
        await engine.edit(message_id, "otras palabras")
        refuse(engine)
        await pilot.press("r")
        await pilot.pause()
        assert app.screen.pane.composer.reply_to_id == message_id


async def failed_send(app, pilot, engine, text: str) -> MessageId:
    """A message that the server refused, selected."""
    app.screen.open(CUADRA)
    await pilot.pause()
    message_id = await engine.send(CUADRA, text)
    refuse(engine)
    await pilot.pause(0.05)
    assert app.screen.pane.jump_to(message_id)
    app.screen.pane.timeline.focus()
    await pilot.pause()
    return message_id


async def test_every_way_out_of_a_refused_send_has_a_key(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        message_id = await failed_send(app, pilot, engine, "¿llegó?")
        assert f"Not sent: {REASON} Ctrl+R: try again · e: edit · z: discard" in timeline(app)
        sequence = engine.store.outbox[-1].sequence
        await pilot.press("c")
        await pilot.pause()
        assert app.clipboard == "¿llegó?"
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert ("retry", sequence) in engine.calls
        await pilot.press("e")
        await pilot.pause()
        composer = app.screen.pane.composer
        assert (composer.text, composer.editing_id) == ("¿llegó?", message_id)
        await pilot.press("!", "enter")
        await pilot.pause()
        assert ("edit", message_id, "¿llegó?!") in engine.calls
        assert composer.text == ""
        assert app.screen.pane.jump_to(message_id)
        app.screen.pane.timeline.focus()
        await pilot.press("z")
        await pilot.pause()
        await pilot.press("left", "enter")
        await pilot.pause(0.05)
        assert any(call[0] == "discard" for call in engine.calls)


@pytest.mark.parametrize("key", ["alt+e", "up"])
async def test_refused_words_come_back_to_where_one_writes(open_app, engine, key) -> None:
    async with open_app() as (app, pilot):
        message_id = await failed_send(app, pilot, engine, "¿llegó?")
        if key == "up":
            app.screen.pane.focus_composer()
        await pilot.press(key)
        await pilot.pause()
        composer = app.screen.pane.composer
        assert (composer.text, composer.editing_id) == ("¿llegó?", message_id)
        await pilot.press("escape")
        await pilot.pause()
        assert composer.text == ""
        assert "¿llegó?" in timeline(app)


async def test_an_old_refused_send_can_be_edited_where_old_messages_cannot(
    open_app, engine, clock
) -> None:
    engine.edit_window = timedelta(hours=1)
    async with open_app() as (app, pilot):
        message_id = await failed_send(app, pilot, engine, "¿llegó?")
        clock.now += timedelta(hours=3)
        await pilot.press("e")
        await pilot.pause()
        assert app.screen.pane.composer.editing_id == message_id


async def test_a_send_under_way_cannot_be_edited(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        message_id = await failed_send(app, pilot, engine, "¿llegó?")
        (item,) = [each for each in engine.store.outbox if each.row_key == message_id]
        engine.store.apply(OutboxPut(structs.replace(item, state=OutboxState.QUEUED)))
        await pilot.press("e")
        await pilot.pause()
        assert app.screen.pane.composer.editing_id is None
        said = [note.message for note in app._notifications]
        assert said == ["This message has not been sent yet."]


async def test_words_for_a_message_that_went_meanwhile_stay(open_app, engine, monkeypatch) -> None:
    async def edit(message_id: MessageId, text: str) -> None:
        raise MessageGone("It is gone.")

    async with open_app() as (app, pilot):
        await failed_send(app, pilot, engine, "¿llegó?")
        await pilot.press("e")
        monkeypatch.setattr(engine, "edit", edit)
        await pilot.press("!", "enter")
        await pilot.pause()
        composer = app.screen.pane.composer
        assert (composer.text, composer.editing_id) == ("¿llegó?!", None)
        assert app.screen.pane.desk.complaint.words == "It is gone."


async def test_a_refused_flag_is_said_once_and_dropped(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        engine.set_flags(CUADRA, pinned=False)
        sequence = refuse(engine)
        await pilot.pause(0.05)
        said = [note.message for note in app._notifications]
        assert len([words for words in said if REASON in words]) == 1
        assert ("discard", sequence) in engine.calls
        assert engine.store.own(CUADRA).pinned
