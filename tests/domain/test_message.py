from datetime import UTC, datetime

from msgspec import structs

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId, is_temp
from safespot_tui.domain.message import Message

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_the_row_of_a_send_is_the_row_of_the_message_it_becomes() -> None:
    pending = Message(
        MessageId("temp-u"),
        ConversationId("c"),
        UserId("me"),
        NOW,
        client_message_id=ClientMessageId("u"),
    )
    confirmed = structs.replace(pending, id=MessageId("m1"))
    assert is_temp(pending.id)
    assert not is_temp(confirmed.id)
    assert pending.row_key == confirmed.row_key == "temp-u"


def test_a_message_without_a_sender_side_id_is_its_own_row() -> None:
    message = Message(MessageId("m1"), ConversationId("c"), None, NOW)
    assert message.row_key == "m1"
