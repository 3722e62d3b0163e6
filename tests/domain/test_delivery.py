from datetime import UTC, datetime

import pytest
from msgspec import structs

from safespot_tui.domain.delivery import Delivery, delivery_of
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MESSAGE = Message(MessageId("m"), ConversationId("c"), UserId("me"), NOW, position=5)


def member(read: int, delivered: int) -> Member:
    return Member(
        ConversationId("c"), UserId("x"), NOW, read_position=read, delivered_position=delivered
    )


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], Delivery.SENT),
        ([member(0, 4)], Delivery.SENT),
        ([member(0, 5)], Delivery.DELIVERED),
        ([member(5, 0)], Delivery.READ),
        ([member(9, 9), member(5, 5)], Delivery.READ),
        ([member(5, 5), member(4, 5)], Delivery.DELIVERED),
        ([member(5, 5), member(4, 4)], Delivery.SENT),
    ],
)
def test_a_message_is_as_far_as_the_slowest_of_the_others(
    others: list[Member], expected: Delivery
) -> None:
    assert delivery_of(MESSAGE, others) is expected


@pytest.mark.parametrize(
    ("told", "others", "expected"),
    [
        ({"delivered": True}, [member(0, 0)], Delivery.DELIVERED),
        ({"delivered": True}, [member(5, 5)], Delivery.READ),
        ({"delivered": True}, [], Delivery.DELIVERED),
        ({"read": True}, [member(0, 0)], Delivery.READ),
    ],
)
def test_what_was_told_of_the_message_itself_counts_too(
    told: dict[str, bool], others: list[Member], expected: Delivery
) -> None:
    assert delivery_of(structs.replace(MESSAGE, **told), others) is expected
