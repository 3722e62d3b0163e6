"""What was stored in other words is told beside what was typed."""

from datetime import UTC, datetime

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import Answered, OutboxPut
from safespot_tui.tui.typed import MAX_QUOTED, Typed

CUADRA = ConversationId("c-cuadra")
NOW = datetime(2026, 11, 24, 19, 42, tzinfo=UTC)


def item(words: str) -> OutboxItem:
    send = SendMessage(CUADRA, ClientMessageId("one"), SafeText(words))
    return OutboxItem(7, OriginClientId("here"), send, NOW)


def stored(words: str) -> Message:
    return Message(
        MessageId("m-new"),
        CUADRA,
        None,
        NOW,
        SafeText(words),
        client_message_id=ClientMessageId("one"),
    )


def test_both_are_quoted() -> None:
    typed = Typed()
    typed.follow([item("if x<5 && y>3")])
    words = typed.altered_words(stored("if x3"))
    assert "“if x3”" in words
    assert "“if x<5 && y>3”" in words


def test_what_left_the_outbox_long_ago_is_not_made_up() -> None:
    typed = Typed()
    typed.follow([item("a<b")])
    typed.follow([])
    assert typed.altered_words(stored("a")) == (
        "The server stored other words than you typed: “a”."
    )


def test_long_words_are_cut() -> None:
    typed = Typed()
    typed.follow([item("<" + "a" * 5000)])
    assert len(typed.altered_words(stored("b" * 5000))) < 4 * MAX_QUOTED


async def test_the_app_says_so(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        engine.store.apply(OutboxPut(item("a<b>c")))
        mine = Message(
            MessageId("m-new"), CUADRA, engine.store.me, NOW, SafeText("ac"), position=99,
            client_message_id=ClientMessageId("one"),
        )  # fmt: skip
        engine.store.apply(Answered(7, mine))
        await pilot.pause()
        (said,) = [note.message for note in app._notifications]
        assert "“ac”" in said
        assert "“a<b>c”" in said


async def test_what_was_stored_as_typed_needs_no_word(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        engine.store.apply(OutboxPut(item("  Voy.  ")))
        mine = Message(
            MessageId("m-new"), CUADRA, engine.store.me, NOW, SafeText("Voy."), position=99,
            client_message_id=ClientMessageId("one"),
        )  # fmt: skip
        engine.store.apply(Answered(7, mine))
        await pilot.pause()
        assert not list(app._notifications)
