"""Every event of the contract, and everything that is none."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from safespot_tui.contract.events import EventName
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case, Flag, Flagged, Note
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import (
    AccountUpdated,
    CaseUpdated,
    ConversationChanges,
    ConversationCreated,
    ConversationUpdated,
    Entities,
    Event,
    Heartbeat,
    MemberChanges,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessageDelivered,
    MessageUpdated,
    PresenceChanged,
    Received,
    ResetRequired,
    Skipped,
    Synced,
    TypingChanged,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    FlagId,
    MessageId,
    NoteId,
    OriginClientId,
    ReportId,
    UserId,
)
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message, MessageType, Notice, NoticeKind, Reaction
from safespot_tui.domain.report import Report
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.global_chat.events import HEARTBEAT_BOUNDS, stream_item
from safespot_tui.gateway.sse.connection import DEFAULT_HEARTBEAT
from safespot_tui.gateway.sse.decoder import Comment, IdMoved, ServerSentEvent

T1 = "2026-11-24T10:00:00Z"
T2 = "2026-11-24T07:00:01.5-03:00"
AT1 = datetime(2026, 11, 24, 10, 0, 0, tzinfo=UTC)
AT2 = datetime(2026, 11, 24, 10, 0, 1, 500_000, tzinfo=UTC)
ANA = User(id=UserId("ana"), alias=SafeText("Ana"))
ORIGIN = OriginClientId("window-1")

CREATED = {
    "sender_id": "ana",
    "content": "Hola!",
    "type": "text",
    "created_at": T1,
    "position": 3,
    "revision": 1,
}
JOINED = {"role": "owner", "joined_at": T1, "read_position": 2, "last_read_message_id": "m2"}


def frame(
    event: str, partial: dict[str, Any], event_id: str | None = "e.1", **payload: Any
) -> ServerSentEvent:
    body = {"event": event, "payload": {"partial": partial, **payload}}
    return ServerSentEvent(event=event, data=json.dumps(body), id=event_id)


TABLE: dict[EventName, tuple[ServerSentEvent, Event]] = {
    EventName.MESSAGE_CREATED: (
        frame(
            "message-created",
            CREATED | {"client_message_id": "c1", "reply_to_id": "m0"},
            id="m1",
            conversation_id="c",
            originClientId=ORIGIN,
            entities={"users": {"ana": {"id": "ana", "alias": "Ana"}}},
        ),
        MessageCreated(
            message=Message(
                id=MessageId("m1"),
                conversation_id=ConversationId("c"),
                sender_id=UserId("ana"),
                created_at=AT1,
                content=SafeText("Hola!"),
                position=3,
                revision=1,
                client_message_id=ClientMessageId("c1"),
                reply_to_id=MessageId("m0"),
            ),
            entities=Entities(users=(ANA,)),
            origin=ORIGIN,
        ),
    ),
    EventName.MESSAGE_UPDATED: (
        frame(
            "message-updated",
            {
                "revision": 4,
                "content": "Chau",
                "edited_at": T2,
                "reactions": [{"emoji": "👍", "user_ids": ["ana", "beto"]}],
            },
            id="m1",
            conversation_id="c",
        ),
        MessageUpdated(
            message_id=MessageId("m1"),
            conversation_id=ConversationId("c"),
            changes=MessageChanges(
                revision=4,
                content=SafeText("Chau"),
                edited_at=AT2,
                reactions=(
                    Reaction(emoji=SafeText("👍"), user_ids=(UserId("ana"), UserId("beto"))),
                ),
            ),
        ),
    ),
    EventName.MESSAGE_DELETED: (
        frame(
            "message-deleted",
            {"revision": 5, "deleted_at": T2, "content": ""},
            id="m1",
            conversation_id="c",
            originClientId=ORIGIN,
        ),
        MessageDeleted(
            message_id=MessageId("m1"),
            conversation_id=ConversationId("c"),
            deleted_at=AT2,
            revision=5,
            origin=ORIGIN,
        ),
    ),
    EventName.MESSAGE_DELIVERED: (
        frame(
            "message-delivered",
            {"user_id": "ana", "delivered_position": 9},
            id="m1",
            conversation_id="c",
        ),
        MessageDelivered(
            conversation_id=ConversationId("c"),
            user_id=UserId("ana"),
            message_id=MessageId("m1"),
            position=9,
        ),
    ),
    EventName.CONVERSATION_CREATED: (
        frame(
            "conversation-created",
            {
                "type": "group",
                "created_at": T1,
                "report_id": "r",
                "metadata": {"name": "Plaza", "icon": "🌳"},
                "last_message_id": "m1",
                "last_message_at": T2,
                "head_position": 3,
            },
            id="c",
            conversation_id="c",
            entities={
                "members": {"c": {"ana": {"conversation_id": "c", "user_id": "ana", **JOINED}}},
                "reports": {"r": {"id": "r", "title": "Robo", "category": "theft"}},
            },
        ),
        ConversationCreated(
            conversation=Conversation(
                id=ConversationId("c"),
                type=ConversationType.GROUP,
                created_at=AT1,
                report_id=ReportId("r"),
                name=SafeText("Plaza"),
                icon=SafeText("🌳"),
                last_message_id=MessageId("m1"),
                last_message_at=AT2,
                head_position=3,
            ),
            entities=Entities(
                members=(
                    Member(
                        conversation_id=ConversationId("c"),
                        user_id=UserId("ana"),
                        joined_at=AT1,
                        role=Role.OWNER,
                        last_read_message_id=MessageId("m2"),
                        read_position=2,
                    ),
                ),
                reports=(
                    Report(id=ReportId("r"), title=SafeText("Robo"), category=SafeText("theft")),
                ),
            ),
        ),
    ),
    EventName.CONVERSATION_UPDATED: (
        frame("conversation-updated", {"metadata": {"name": "Plaza 2"}}, id="c"),
        ConversationUpdated(
            conversation_id=ConversationId("c"),
            changes=ConversationChanges(name=SafeText("Plaza 2")),
        ),
    ),
    EventName.MEMBER_JOINED: (
        frame("member-joined", JOINED, id="ana", conversation_id="c"),
        MemberJoined(
            member=Member(
                conversation_id=ConversationId("c"),
                user_id=UserId("ana"),
                joined_at=AT1,
                role=Role.OWNER,
                last_read_message_id=MessageId("m2"),
                read_position=2,
            )
        ),
    ),
    EventName.MEMBER_LEFT: (
        frame("member-left", {}, id="ana", conversation_id="c"),
        MemberLeft(conversation_id=ConversationId("c"), user_id=UserId("ana")),
    ),
    EventName.MEMBER_UPDATED: (
        frame(
            "member-updated",
            {"last_read_message_id": "m1", "read_position": 3, "pinned": False},
            id="ana",
            conversation_id="c",
        ),
        MemberUpdated(
            conversation_id=ConversationId("c"),
            user_id=UserId("ana"),
            changes=MemberChanges(
                last_read_message_id=MessageId("m1"), read_position=3, pinned=False
            ),
        ),
    ),
    EventName.USER_UPDATED: (
        frame("user-updated", {"alias": "Anita"}, id="ana"),
        UserUpdated(user_id=UserId("ana"), changes=UserChanges(alias=SafeText("Anita"))),
    ),
    EventName.ACCOUNT_UPDATED: (
        frame(
            "account-updated",
            {
                "standing": "moderator",
                "sanctions": [{"user_id": "ana", "kind": "mute", "until": T2, "reason": "spam"}],
            },
            id="ana",
        ),
        AccountUpdated(
            Account(
                Standing.MODERATOR,
                (Sanction(UserId("ana"), SanctionKind.MUTE, AT2, SafeText("spam")),),
            )
        ),
    ),
    EventName.CASE_UPDATED: (
        frame(
            "case-updated",
            {
                "type": "group",
                "created_at": T1,
                "revision": 3,
                "name": "Plaza",
                "waiting_since": T2,
                "claimed_by": "ana",
                "flags": [
                    {
                        "id": "f",
                        "by": "ana",
                        "user_id": "bea",
                        "reason": "spam",
                        "created_at": T1,
                        "message_id": "m1",
                        "quoted": "Gratis!",
                    }
                ],
                "notes": [{"id": "n", "author_id": "ana", "content": "again", "created_at": T1}],
                "observer_ids": ["ana"],
            },
            id="c",
            entities={"users": {"bea": {"id": "bea", "alias": "Bea"}}},
        ),
        CaseUpdated(
            case=Case(
                conversation_id=ConversationId("c"),
                type=ConversationType.GROUP,
                created_at=AT1,
                revision=3,
                name=SafeText("Plaza"),
                waiting_since=AT2,
                claimed_by=UserId("ana"),
                flags=(
                    Flag(
                        FlagId("f"),
                        UserId("ana"),
                        Flagged(UserId("bea"), MessageId("m1")),
                        SafeText("spam"),
                        AT1,
                        SafeText("Gratis!"),
                    ),
                ),
                notes=(Note(NoteId("n"), UserId("ana"), SafeText("again"), AT1),),
                observer_ids=(UserId("ana"),),
            ),
            entities=Entities(users=(User(UserId("bea"), SafeText("Bea")),)),
        ),
    ),
    EventName.TYPING: (
        frame("typing", {"typing": True}, None, id="ana", conversation_id="c"),
        TypingChanged(conversation_id=ConversationId("c"), user_id=UserId("ana"), typing=True),
    ),
    EventName.PRESENCE: (
        frame("presence", {"online": False, "last_seen_at": T2}, None, id="ana"),
        PresenceChanged(user_id=UserId("ana"), online=False, last_seen_at=AT2),
    ),
}
CONTROLS = {EventName.SYNC, EventName.RESET}


def test_every_event_of_the_contract_is_known():
    assert TABLE.keys() | CONTROLS == set(EventName)


@pytest.mark.parametrize(("block", "expected"), TABLE.values(), ids=TABLE)
def test_an_event_is_told_in_the_words_of_the_domain(block: ServerSentEvent, expected: Event):
    cursor = Cursor(block.id) if block.id else None
    assert stream_item(block) == Received(expected, cursor)


def test_sync_tells_the_cursor_and_the_heartbeat():
    block = frame("sync", {"cursor": "e.9", "heartbeat_seconds": 15.0}, None)
    assert stream_item(block) == Synced(cursor=Cursor("e.9"), heartbeat=15.0)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ("0", HEARTBEAT_BOUNDS[0]),
        ("-1", HEARTBEAT_BOUNDS[0]),
        ("1e300", HEARTBEAT_BOUNDS[1]),
        ("NaN", DEFAULT_HEARTBEAT),
        ("Infinity", DEFAULT_HEARTBEAT),
    ],
)
def test_a_heartbeat_is_kept_within_reason(seconds: str, expected: float):
    data = json.dumps({"event": "sync", "payload": {"partial": {"cursor": "e.9"}}})
    data = data.replace('"e.9"', f'"e.9", "heartbeat_seconds": {seconds}')
    item = stream_item(ServerSentEvent(event="sync", data=data))
    assert isinstance(item, Synced)
    assert item.heartbeat == expected


def test_reset_tells_why():
    block = frame("reset", {"reason": "too\nold \x1b[31m"}, None)
    assert stream_item(block) == ResetRequired(reason=SafeText("too old ␛[31m"))


def test_a_comment_is_a_heartbeat():
    assert stream_item(Comment()) == Heartbeat()


def test_an_event_of_tomorrow_moves_the_cursor():
    assert stream_item(frame("poll-created", {"x": 1}, "e.2")) == Skipped(Cursor("e.2"))
    assert stream_item(frame("waving", {}, None)) == Heartbeat()
    assert stream_item(IdMoved("e.3")) == Skipped(Cursor("e.3"))
    assert stream_item(IdMoved("")) == Heartbeat()


def test_a_field_of_tomorrow_is_passed_over():
    block = frame("typing", {"typing": True, "speed": 3}, None, id="ana", conversation_id="c", x=1)
    assert isinstance(stream_item(block), Received)


def test_a_null_unmutes_and_an_absent_field_changes_nothing():
    unmuted = stream_item(
        frame("member-updated", {"muted_until": None}, id="ana", conversation_id="c")
    )
    assert isinstance(unmuted, Received)
    assert isinstance(unmuted.event, MemberUpdated)
    assert unmuted.event.changes == MemberChanges(muted_until=None)
    assert unmuted.event.changes.pinned is UNSET


def test_a_system_message_is_told_as_data():
    notice = {"kind": "removed", "user_ids": ["ana"], "name": "x\ny"}
    item = stream_item(
        frame(
            "message-created",
            CREATED | {"type": "system", "content": "", "sender_id": None, "notice": notice},
            id="m1",
            conversation_id="c",
        )
    )
    assert isinstance(item, Received)
    assert isinstance(item.event, MessageCreated)
    message = item.event.message
    assert message.type is MessageType.SYSTEM
    assert message.sender_id is None
    assert message.notice == Notice(
        kind=NoticeKind.REMOVED, user_ids=(UserId("ana"),), name=SafeText("x y")
    )


@pytest.mark.parametrize(
    "data",
    [
        "",
        "null",
        "[]",
        "{",
        '{"event":"typing"}',
        '{"event":3,"payload":{}}',
        '{"event":"typing","payload":{"partial":[]}}',
        '{"event":"typing","payload":{"partial":{}}}',
        '{"event":"typing","payload":{"id":"\\ud800","partial":{"typing":true}}}',
        "[" * 10_000,
    ],
)
def test_what_is_no_frame_is_not_understood(data: str):
    with pytest.raises(NotUnderstood, match="not understood"):
        stream_item(ServerSentEvent(event="typing", data=data, id="e.1"))


@pytest.mark.parametrize(
    "block",
    [
        frame("message-created", CREATED, id=None, conversation_id="c"),
        frame("message-created", CREATED, id="m1"),
        frame("message-created", CREATED, id="m\x1b[31m", conversation_id="c"),
        frame("message-created", CREATED, id="ñ", conversation_id="c"),
        frame("message-created", CREATED | {"position": -1}, id="m1", conversation_id="c"),
        frame("message-created", CREATED | {"position": 2**63}, id="m1", conversation_id="c"),
        frame("message-created", CREATED | {"type": "video"}, id="m1", conversation_id="c"),
        frame(
            "message-created",
            CREATED | {"created_at": "0001-01-01T00:00:00+14:00"},
            id="m1",
            conversation_id="c",
        ),
        frame("message-deleted", {"revision": 2}, id="m1", conversation_id="c"),
        frame("message-updated", {}, id="m1", conversation_id="c"),
        frame("member-left", {}, id="ana"),
        frame("member-left", {}, conversation_id="c"),
        frame("user-updated", {}, id="ana"),
        frame("sync", {}),
        frame("sync", {"cursor": "e.1\r\nX: y", "heartbeat_seconds": 1}),
        frame("reset", {}),
        frame("typing", {"typing": True}, "e.ñ", id="ana", conversation_id="c"),
    ],
)
def test_what_cannot_be_true_is_not_understood(block: ServerSentEvent):
    with pytest.raises(NotUnderstood):
        stream_item(block)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    sorted(
        {key for block, _ in TABLE.values() for key in json.loads(block.data)["payload"]["partial"]}
    )
)


@given(
    name=st.sampled_from([name.value for name in EventName]),
    partial=st.dictionaries(FIELDS, JSON),
    ids=st.fixed_dictionaries({}, optional={"id": JSON, "conversation_id": JSON, "entities": JSON}),
    data=st.data(),
)
def test_nothing_but_not_understood_comes_out(
    name: str, partial: dict[str, Any], ids: dict[str, Any], data: st.DataObject
):
    known = next((json.loads(block.data) for key, (block, _) in TABLE.items() if key == name), None)
    payload = known["payload"] if known and data.draw(st.booleans()) else {"partial": {}}
    payload = {**payload, **ids, "partial": payload["partial"] | partial}
    body = json.dumps({"event": name, "payload": payload})
    with suppress(NotUnderstood):
        stream_item(ServerSentEvent(event=name, data=body, id="e.1"))
