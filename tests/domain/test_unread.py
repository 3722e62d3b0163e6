from datetime import UTC, datetime

import pytest
from msgspec import structs

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.unread import is_unread, unread_count

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CONVERSATION = Conversation(ConversationId("c"), ConversationType.DM, NOW, head_position=7)
OWN = Member(ConversationId("c"), UserId("me"), NOW)


@pytest.mark.parametrize(("read", "expected"), [(0, 7), (4, 3), (7, 0), (9, 0)])
def test_unread_is_what_lies_between_two_watermarks(read: int, expected: int) -> None:
    assert unread_count(CONVERSATION, structs.replace(OWN, read_position=read)) == expected


def test_marked_unread_wants_attention_without_a_count() -> None:
    read = structs.replace(OWN, read_position=7)
    assert not is_unread(CONVERSATION, read)
    assert is_unread(CONVERSATION, structs.replace(read, marked_unread=True))
