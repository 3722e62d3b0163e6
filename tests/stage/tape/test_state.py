"""What a tape may expect of what a client knows."""

from datetime import UTC, datetime, timedelta

import pytest

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import Entities, HistoryPage, Snapshot
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    UserId,
)
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.stage.tape.commands import ExpectStore
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.state import Told, told
from safespot_tui.store.patch import OutboxPut
from safespot_tui.store.store import Store

ANA, BETO, ROOM = UserId("ana"), UserId("beto"), ConversationId("room")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def message(number: int, content: str, sender: UserId) -> Message:
    return Message(
        MessageId(f"m{number}"), ROOM, sender, NOON + timedelta(minutes=number), SafeText(content),
        position=number,
    )  # fmt: skip


@pytest.fixture(scope="module")
def store() -> Store:
    """Ana has read what Beto wrote first, he what she did; one of hers is on its way."""
    said = (message(1, "hola", BETO), message(2, "hola, Beto", ANA), message(3, "¿mate?", BETO))
    room = Conversation(
        ROOM, ConversationType.DM, NOON,
        last_message_id=said[-1].id, last_message_at=said[-1].created_at, head_position=3,
    )  # fmt: skip
    members = (
        Member(ROOM, ANA, NOON, read_position=2), Member(ROOM, BETO, NOON, read_position=3)
    )  # fmt: skip
    users = (User(ANA, SafeText("Ana")), User(BETO, SafeText("Beto")))
    store = Store()
    store.apply(Snapshot(ANA, Cursor("1"), Entities((room,), members, said, users)))
    store.apply(HistoryPage(ROOM, said, has_older=False, has_newer=False))
    wish = SendMessage(ROOM, ClientMessageId("c"), SafeText("¡sí!"))
    store.apply(OutboxPut(OutboxItem(1, OriginClientId("o"), wish, NOON)))
    return store


def asked(line: str, store: Store) -> Told:
    (step,) = parse(f"ExpectStore {line}").steps
    assert isinstance(step.command, ExpectStore)
    return told(store, step.command)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        # The message that says just that, before one in which it occurs.
        ('messages.detail "hola" sender == Beto', "Beto"),
        ('messages.detail "hola" count == 1', "1"),
        ('messages.detail "Beto" sender == Ana', "Ana"),
        ('messages.detail "hola, Beto" delivery == read', "read"),
        ('messages.detail "hola, Beto" delivery >= delivered', "read"),
        ('messages.detail "¡sí!" delivery < sent', "pending"),
        ('messages.detail "¡sí!" conversation == Beto', "Beto"),
        ('messages.detail "hola" edited_at == none', "none"),
        ('messages.detail "hola" created_at > "2026-01-01T12:00"', "2026-01-01T12:01:00+00:00"),
        ('messages.detail "hola" starred == false', "false"),
        ('conversations.detail "Beto" unread == 1', "1"),
        ('conversations.detail "Beto" is_unread == true', "true"),
        ('conversations.detail "Beto" last_message contains "s"', "¡sí!"),
        ('conversations.messages "Beto" count >= 4', "4"),
        ('conversations.messages "Beto" senders matches /Beto, Ana/', "Beto, Ana, Beto, Ana"),
        ("conversations.list titles == Beto", "Beto"),
        ("conversations.list unread != 0", "1"),
        ("conversations.archived count == 0", "0"),
        ('members "Beto" aliases == "Ana, Beto"', "Ana, Beto"),
        ('members "Beto" "Ana" read_position <= 2', "2"),
        ('users "Beto" online == false', "false"),
        ("outbox kinds == SendMessage", "SendMessage"),
        ("outbox state == queued", "queued"),
        ("connection state < live", "offline"),
        ("account standing == member", "member"),
        ('account sanctions == ""', ""),
        ("silent on == false", "false"),
    ],
)
def test_what_is_so(line: str, value: str, store: Store) -> None:
    assert asked(line, store) == Told(holds=True, value=value)


@pytest.mark.parametrize(
    "line",
    [
        'messages.detail "hola" sender == Ana',
        'messages.detail "hola, Beto" delivery < read',
        'conversations.detail "Beto" unread > 1',
        "outbox count != 1",
    ],
)
def test_what_is_not_so(line: str, store: Store) -> None:
    assert not asked(line, store).holds


@pytest.mark.parametrize("operator", ["==", "!=", "<", ">=", "contains"])
def test_of_nothing_nothing_is_so(operator: str, store: Store) -> None:
    assert asked(f'messages.detail "chau" position {operator} 0', store) == Told(
        holds=False, value=None
    )
