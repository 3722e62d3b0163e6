"""The signs beside a conversation: at any width, and each in the help."""

from datetime import UTC, datetime, timedelta

import pytest

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import MemberChanges, MemberUpdated, MessageCreated, TypingChanged
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import DraftPut, OutboxPut
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.inbox import drawing
from safespot_tui.tui.inbox.item import Sends, read_item, sends_by_conversation
from safespot_tui.tui.screens.help import help_sections
from tests.tui.neighbourhood import NOW

CUADRA = ConversationId("c-cuadra")
ANA = ConversationId("c-ana")
FUTBOL = ConversationId("c-futbol")


def item(store, clock, conversation_id):
    sends = sends_by_conversation(store.outbox).get(conversation_id, Sends())
    read = read_item(store, conversation_id, sends, clock)
    assert read is not None
    return read


def send(number: int, state=OutboxState.QUEUED, conversation_id=CUADRA) -> OutboxPut:
    words = SendMessage(conversation_id, ClientMessageId(f"x{number}"), SafeText("¿Llegó?"))
    return OutboxPut(OutboxItem(number, OriginClientId("here"), words, NOW, state))


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (NOW + timedelta(hours=1), "17:42"),
        (NOW + timedelta(days=2), "Thu"),
        (NOW + timedelta(weeks=1), "1/12/26"),
        (datetime(9999, 1, 1, tzinfo=UTC), ""),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), ""),
    ],
)
def test_a_mute_says_until_when(store, clock, until: datetime, words: str) -> None:
    store.apply(MemberUpdated(CUADRA, UserId("u-vera"), MemberChanges(muted_until=until)))
    read = item(store, clock, CUADRA)
    assert (read.muted, read.muted_until) == (True, words)


def test_a_draft_has_a_sign_where_something_else_is_said(store, clock) -> None:
    assert not item(store, clock, ANA).draft
    store.apply(TypingChanged(ANA, UserId("u-ana"), typing=True))
    assert item(store, clock, ANA).draft


def test_what_is_on_its_way_has_a_sign_where_something_else_is_said(store, clock) -> None:
    store.apply(send(1))
    assert not item(store, clock, CUADRA).pending
    store.apply(DraftPut(Draft(CUADRA, "Además")))
    assert item(store, clock, CUADRA).pending
    store.apply(send(1, OutboxState.FAILED))
    assert not item(store, clock, CUADRA).pending


@pytest.mark.parametrize("columns", [24, 60, 120])
async def test_all_signs_are_there_at_any_width(open_app, engine, columns: int) -> None:
    muted = MemberChanges(muted_until=NOW + timedelta(hours=1))
    async with open_app((columns, 15)) as (app, pilot):
        engine.store.apply(
            MemberUpdated(CUADRA, UserId("u-vera"), muted),
            send(1),
            send(2, OutboxState.FAILED),
            DraftPut(Draft(CUADRA, "Además")),
        )
        await pilot.pause()
        line = app.screen.inbox.list.render_line(1).text
        assert [line.count(sign) for sign in "✎◷⊘⚲✗3"] == [1] * 6
        assert ("17:42" in line) is (columns > 24)


def test_who_is_called_by_name_is_told_so_until_it_is_read(store, clock) -> None:
    def come(number: int, text: str, sender: str = "luis") -> None:
        store.apply(
            MessageCreated(
                Message(
                    id=MessageId(f"m-new-{number}"),
                    conversation_id=CUADRA,
                    sender_id=UserId(f"u-{sender}"),
                    created_at=NOW + timedelta(minutes=number),
                    content=SafeText(text),
                    position=12 + number,
                )
            )
        )

    come(1, "Avisale a Vera, y a @Veracruz")
    assert not item(store, clock, CUADRA).called
    come(2, "Eso, @vera: ¿venís?")
    come(3, "Trae las fotos")
    assert item(store, clock, CUADRA).called
    read = MemberChanges(read_position=15)
    store.apply(MemberUpdated(CUADRA, UserId("u-vera"), read))
    assert not item(store, clock, CUADRA).called
    come(4, "Nos vemos")
    assert item(store, clock, CUADRA).badge == "1"
    assert not item(store, clock, CUADRA).called


def test_every_sign_is_in_the_help(surroundings) -> None:
    signs = dict(help_sections(frozenset(Capability)))["Signs in the inbox"]
    told = " ".join(keys for keys, _title, _detail in signs)
    drawn = [
        drawing.CALLED,
        drawing.PIN,
        drawing.MUTE,
        drawing.FAILED,
        drawing.DRAFT,
        drawing.PENDING,
    ]
    for sign in (*drawn, *filter(None, drawing.GLYPHS.values())):
        assert sign in told
