"""A history comes whole, however long it is: it is read a few messages a turn, and none is lost."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from msgspec import structs

from safespot_tui.domain import text
from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import CHARACTERS_AT_ONCE, SafeText
from safespot_tui.gateway.protocol import Page
from safespot_tui.gateway.safespot.budget import Priority
from safespot_tui.gateway.safespot.events import DeletionTold, MessageTold
from safespot_tui.gateway.safespot.fetching import READ_AT_ONCE, Fetching
from safespot_tui.gateway.safespot.messages import Messages
from safespot_tui.gateway.safespot.paging import cut
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.room import Known
from safespot_tui.gateway.safespot.timestamps import timestamp
from safespot_tui.gateway.safespot.wire import MessageRow

from .recorded import ALICE, BOB, Hearer, room_row

ROOM = ConversationId("9087c108-3ccc-47c2-bff0-618392040da2")
BEGIN = datetime(2026, 11, 24, 6, 50, tzinfo=UTC)
LONG = 5 * READ_AT_ONCE + 7


def row(number: int) -> MessageRow:
    at = BEGIN + timedelta(milliseconds=number)
    return MessageRow(
        id=f"00000000-0000-4000-8000-{number:012}",
        conversation_id=ROOM,
        created_at=at.isoformat(timespec="milliseconds"),
        sender_id=BOB if number % 2 else ALICE,
        content=f"mensaje {number}",
        is_starred=False,
    )


class Answers:
    """Stands for the requests: answers with one history."""

    def __init__(self, rows: list[MessageRow]) -> None:
        self._rows = rows

    async def messages(self, *_asked: object, **_how: object) -> list[MessageRow]:
        return self._rows


@pytest.fixture
def here() -> Hearer:
    """Alice, who has never looked at what she and Bob wrote."""
    return Hearer(ALICE, room_row(ROOM))


def fetching(here: Hearer, rows: list[MessageRow]) -> Fetching:
    return Fetching(cast("Requests", Answers(rows)), here.replica)


def shown(here: Hearer, newest: int = LONG) -> list[str]:
    history = here.replica.rooms[ROOM].in_order()
    page = cut(ROOM, history, Page(limit=newest), ALICE)
    return [message.content for message in page.messages]


@contextmanager
def read_in_each_turn(monkeypatch: pytest.MonkeyPatch) -> Generator[list[int]]:
    """How many messages are read in each turn of the loop while this is entered."""
    turns, read_one = [0], Messages.known

    def count(self: Messages, row: MessageRow, *, position: int, stamp: int) -> Known:
        turns[-1] += 1
        return read_one(self, row, position=position, stamp=stamp)

    async def turn() -> None:
        while True:
            turns.append(0)
            await asyncio.sleep(0)

    monkeypatch.setattr(Messages, "known", count)
    turning = asyncio.create_task(turn())
    try:
        yield turns
    finally:
        turning.cancel()


async def test_a_long_history_is_read_a_few_messages_a_turn(
    here: Hearer, monkeypatch: pytest.MonkeyPatch
):
    rows = [row(number) for number in range(LONG)]
    with read_in_each_turn(monkeypatch) as turns:
        assert await fetching(here, rows).whole(ROOM, Priority.READ) == LONG
    assert max(turns) == READ_AT_ONCE
    assert sum(turns) == LONG
    assert shown(here) == [f"mensaje {number}" for number in range(LONG)]


async def test_one_of_a_conversation_that_nobody_counted_too(
    here: Hearer, monkeypatch: pytest.MonkeyPatch
):
    elsewhere = ConversationId("00000000-0000-4000-8000-000000000009")
    rows = [row(number) for number in range(LONG)]
    told = [MessageRow(each.id, elsewhere, each.created_at, content="x") for each in rows]
    with read_in_each_turn(monkeypatch) as turns:
        history = await fetching(here, told).unnumbered(elsewhere)
    assert max(turns) == READ_AT_ONCE
    assert [known.id for known in history] == [each.id for each in rows]


async def test_what_is_told_between_two_turns_is_neither_lost_nor_told_twice(here: Hearer):
    rows = [row(number) for number in range(LONG)]
    last = rows[-1]
    reading = asyncio.create_task(fetching(here, rows).whole(ROOM, Priority.READ))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not reading.done()
    here.hear(
        MessageTold(last, ROOM, MessageId(last.id), timestamp(last.created_at)),
        DeletionTold(ROOM, MessageId(rows[1].id), BEGIN),
    )
    await reading
    assert shown(here) == [f"mensaje {number}" for number in range(LONG) if number != 1]
    here.drain()
    here.check()
    created = [each.event for each in here.told if isinstance(each.event, MessageCreated)]
    assert [each.message.id for each in created].count(MessageId(last.id)) == 1


async def test_what_cannot_be_read_is_passed_over_once(
    here: Hearer, caplog: pytest.LogCaptureFixture
):
    rows = [row(number) for number in range(READ_AT_ONCE + 5)]
    rows[-1] = MessageRow("no id", ROOM, rows[-1].created_at, content="x")
    await fetching(here, rows).whole(ROOM, Priority.READ)
    assert len(shown(here)) == len(rows) - 1
    assert len(caplog.records) == 1


async def test_a_long_message_is_made_safe_beside_the_loop_and_once(
    here: Hearer, monkeypatch: pytest.MonkeyPatch
):
    made_in: list[threading.Thread] = []
    made = text._safe_piece  # pyright: ignore[reportPrivateUsage]

    def make(piece: str) -> SafeText:
        if len(piece) >= CHARACTERS_AT_ONCE:
            made_in.append(threading.current_thread())
        return made(piece)

    monkeypatch.setattr(text, "_safe_piece", make)
    content = "a line\n" * CHARACTERS_AT_ONCE
    rows = [row(0), structs.replace(row(1), content=content), row(2)]
    await fetching(here, rows).whole(ROOM, Priority.READ)
    assert shown(here) == ["mensaje 0", content, "mensaje 2"]
    assert len(made_in) == len("a line\n")
    assert threading.current_thread() not in made_in
