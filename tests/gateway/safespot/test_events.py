"""Every shape of every event, and what cannot be read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.event import MemberChanges
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.gateway.safespot.events import (
    Alive,
    Connected,
    DeletionTold,
    DeliveredTold,
    FlagsTold,
    HintTold,
    Ignored,
    MessageTold,
    OwnLeaveTold,
    OwnReadTold,
    PresenceSource,
    PresenceTold,
    ReadTold,
    Reason,
    TypingTold,
    missed,
    said,
)
from safespot_tui.gateway.safespot.wire import MissedRow
from safespot_tui.gateway.sse.decoder import Comment, ServerSentEvent

from .recorded import ALICE, BOB

ROOM = ConversationId("9087c108-3ccc-47c2-bff0-618392040da2")
ID = MessageId("05db1bb3-1603-4c20-b21e-cce2081c911b")
AT = datetime(2026, 11, 24, 6, 46, 26, 442_000, tzinfo=UTC)
MS = 1795502786442
ISO = "2026-11-24T06:46:26.442Z"
MESSAGE = {
    "id": ID,
    "conversation_id": ROOM,
    "sender_id": BOB,
    "content": "hola",
    "type": "text",
    "created_at": ISO,
    "reactions": {},
    "is_optimistic": False,
}


def event(name: str, **payload: Any) -> Any:
    return said(ServerSentEvent(name, json.dumps({"type": name, **payload})))


def update(**partial: Any) -> Any:
    return event("chat-update", id=ROOM, conversationId=ROOM, partial=partial, serverTimestamp=MS)


def test_the_message_is_the_partial_on_a_rooms_stream_and_in_it_elsewhere() -> None:
    for told in (
        event("new-message", id=ID, conversationId=ROOM, partial=MESSAGE, originClientId="w"),
        event("new-message", conversationId=ROOM, partial={"message": MESSAGE}, originClientId="w"),
        event("chat-update", id=ROOM, partial={"message": MESSAGE}, originClientId="w"),
    ):
        assert isinstance(told, MessageTold)
        assert (told.conversation_id, told.message_id, told.at) == (ROOM, ID, AT)
        assert (told.row.content, told.origin) == ("hola", "w")


@pytest.mark.parametrize(
    "forged",
    [
        {"partial": {"message": MESSAGE}, "originClientId": "orchestrator"},
        {"partial": {"message": MESSAGE | {"sender_id": "system"}}},
        {"partial": {"message": MESSAGE | {"sender_id": "system", "content": {"a": [1]}}}},
    ],
)
def test_a_forged_copy_is_no_message(forged: dict[str, Any]) -> None:
    assert event("chat-update", conversationId=ROOM, **forged) == HintTold(ROOM, ID)


@pytest.mark.parametrize(
    "odd", [{"created_at": "gestern"}, {"sender_id": "x"}, {"reactions": []}, {"type": 7}]
)
def test_a_message_that_cannot_be_read_is_a_hint(odd: dict[str, Any]) -> None:
    assert update(message=MESSAGE | odd) == HintTold(ROOM, ID)


@pytest.mark.parametrize("content", [7, None, True, ["a"], {"a": "b"}])
def test_content_of_any_kind(content: object) -> None:
    told = update(message=MESSAGE | {"content": content})
    assert isinstance(told, MessageTold)
    assert told.row.content == content


def test_half_a_surrogate_pair() -> None:
    data = json.dumps({"conversationId": ROOM, "partial": MESSAGE | {"content": "a\ud800"}})
    told = said(ServerSentEvent("new-message", data))
    assert isinstance(told, MessageTold)
    assert told.row.content == "a\ud800"


@pytest.mark.parametrize(
    ("partial", "told"),
    [
        ({"action": "read"}, OwnReadTold(ROOM, AT)),
        ({"action": "pin", "isPinned": True}, FlagsTold(ROOM, MemberChanges(pinned=True))),
        ({"action": "pin", "isPinned": False}, FlagsTold(ROOM, MemberChanges(pinned=False))),
        ({"action": "archive", "isArchived": True}, FlagsTold(ROOM, MemberChanges(archived=True))),
        (
            {"action": "unread", "isUnread": True},
            FlagsTold(ROOM, MemberChanges(marked_unread=True)),
        ),
        ({"action": "delete"}, OwnLeaveTold(ROOM)),
        ({"action": "message-deleted", "messageId": ID}, DeletionTold(ROOM, ID, AT)),
        ({"action": "typing", "isTyping": True}, TypingTold(ROOM, None, typing=True)),
        (
            {"action": "typing", "isTyping": False, "eventId": f"typing:{ROOM}:{BOB}:false"},
            TypingTold(ROOM, BOB, typing=False),
        ),
        ({"action": "levitate"}, Ignored("chat-update", Reason.UNKNOWN_ACTION)),
        ({"action": "typing"}, Ignored("chat-update", Reason.MALFORMED)),
    ],
)
def test_what_is_done_to_a_conversation(partial: dict[str, Any], told: object) -> None:
    assert update(**partial) == told


def test_receipts_of_one_message_and_of_all() -> None:
    one = {"messageId": ID, "id": ID, "deliveredAt": ISO, "receiverId": BOB}
    assert event(
        "message.delivered", id=ID, conversationId=ROOM, partial=one, serverTimestamp=ISO
    ) == DeliveredTold(ROOM, ID, BOB, AT)
    assert event(
        "message.delivered",
        conversationId=ROOM,
        partial={"conversationId": ROOM, "receiverId": BOB},
        serverTimestamp=MS,
    ) == DeliveredTold(ROOM, None, BOB, AT)
    assert event(
        "message.read", roomId=ROOM, partial={"readerId": ALICE}, serverTimestamp=MS
    ) == ReadTold(ROOM, None, ALICE, AT)
    assert event(
        "message.read", id=ID, conversationId=ROOM, partial={"readAt": ISO, "readerId": BOB}
    ) == ReadTold(ROOM, ID, BOB, AT)


def test_presence_has_three_shapes() -> None:
    assert event(
        "presence-update",
        id=BOB,
        partial={"userId": BOB, "partial": {"status": "offline", "last_seen_at": ISO}},
    ) == PresenceTold(BOB, online=False, source=PresenceSource.BROADCAST, last_seen_at=AT)
    assert event(
        "presence", id=BOB, partial={"userId": BOB, "status": "online", "roomId": ROOM}
    ) == PresenceTold(BOB, online=True, source=PresenceSource.ROOM)
    assert event("presence", userId=BOB, status="offline") == PresenceTold(
        BOB, online=False, source=PresenceSource.COUNTER
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("notification", Reason.NOTIFICATION),
        ("chat-rollback", Reason.ROLLBACK),
        ("message-reaction", Reason.NEVER_SENT),
        ("inbox-update", Reason.NEVER_SENT),
        ("report-create", Reason.REPORT),
        ("zeppelin", Reason.UNKNOWN),
        ("chat-update", Reason.MALFORMED),
        ("new-message", Reason.MALFORMED),
        ("message.read", Reason.MALFORMED),
        ("presence", Reason.MALFORMED),
    ],
)
def test_what_says_nothing_is_ignored_for_a_reason(name: str, reason: Reason) -> None:
    assert event(name) == Ignored(name, reason)


def test_signs_of_life() -> None:
    assert said(Comment()) == Alive()
    assert event("connected", anonymousId=ALICE) == Connected()


@pytest.mark.parametrize("data", ["", "[", "7", "null", "[]", '{"id":7}', "[" * 100_000])
def test_what_is_no_json_object(data: str) -> None:
    told = said(ServerSentEvent("chat-update", data))
    assert told == Ignored("chat-update", Reason.MALFORMED)


def test_a_name_is_made_harmless() -> None:
    told = said(ServerSentEvent("\x1b[31m" + "x" * 100, "{}"))
    assert isinstance(told, Ignored)
    assert told.name.isprintable()
    assert len(told.name) <= 40


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.sampled_from(["chat-update", "new-message", "message.read", "presence", "typing"]),
    st.sampled_from(["partial", "id", "conversationId", "serverTimestamp", "eventId", "type"]),
)
def test_nothing_raises(value: object, name: str, field: str) -> None:
    whole = {"conversationId": ROOM, "id": ID, "partial": {"message": MESSAGE}}
    said(ServerSentEvent(name, json.dumps(whole | {field: value})))
    missed(MissedRow(name, payload=value))


def test_a_catch_up_only_hints() -> None:
    payload = {"message": {"id": ID, "conversation_id": ROOM, "created_at": ISO}}
    assert missed(MissedRow("new-message", payload, MS)) == HintTold(ROOM, ID, AT)
    ack = {"id": ID, "messageId": ID, "conversationId": ROOM, "deliveredAt": ISO, "isRead": False}
    assert missed(MissedRow("message.delivered", ack, MS)) == DeliveredTold(ROOM, ID, None, AT)
    assert missed(MissedRow("message.delivered", ack | {"isRead": True}, MS)) == ReadTold(
        ROOM, ID, None, AT
    )
    read = {"id": ID, "conversationId": ROOM, "readAt": ISO}
    assert missed(MissedRow("message.read", read, MS)) == ReadTold(ROOM, ID, None, AT)
    assert missed(MissedRow("report-update")) == Ignored("report-update", Reason.REPORT)
    assert missed(MissedRow("new-message")) == Ignored("new-message", Reason.MALFORMED)
