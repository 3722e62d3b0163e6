from datetime import UTC, datetime, timedelta

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import inbox_order, message_order

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def conversation(name: str, minutes: int | None) -> Conversation:
    at = None if minutes is None else NOW + timedelta(minutes=minutes)
    return Conversation(ConversationId(name), ConversationType.DM, NOW, last_message_at=at)


def own(name: str, *, pinned: bool = False) -> Member:
    return Member(ConversationId(name), UserId("me"), NOW, pinned=pinned)


def test_the_inbox_has_pinned_first_then_the_newest_then_by_id() -> None:
    orders = [
        inbox_order(conversation("old", 1), own("old")),
        inbox_order(conversation("new", 9), own("new")),
        inbox_order(conversation("pinned", 0), own("pinned", pinned=True)),
        inbox_order(conversation("b", None), own("b")),
        inbox_order(conversation("a", None), own("a")),
    ]
    assert [order[-1] for order in sorted(orders)] == ["pinned", "new", "old", "a", "b"]


def test_messages_of_one_instant_are_ordered_by_id() -> None:
    def message(message_id: str, seconds: int) -> Message:
        at = NOW + timedelta(seconds=seconds)
        return Message(MessageId(message_id), ConversationId("c"), UserId("x"), at)

    messages = [message("b", 1), message("a", 1), message("z", 0)]
    assert [m.id for m in sorted(messages, key=message_order)] == ["z", "a", "b"]
