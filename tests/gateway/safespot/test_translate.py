"""Rows of the deployed server as domain values."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import structs

from safespot_tui.domain.conversation import ConversationType, Preview
from safespot_tui.domain.ids import ClientMessageId, MessageId, UserId
from safespot_tui.domain.message import MessageType, Reaction
from safespot_tui.domain.text import MAX_LINE_CHARACTERS, SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.safespot import translate
from safespot_tui.gateway.safespot.wire import MessageRow, PersonRow, ReportRow, RoomRow

ME = UserId("11111111-1111-4111-8111-111111111111")
BOB = UserId("22222222-2222-4222-8222-222222222222")
ROOM = "9087c108-3ccc-47c2-bff0-618392040da2"
MESSAGE = "05db1bb3-1603-4c20-b21e-cce2081c911b"
AT = datetime(2026, 11, 24, 6, 46, 26, 439000, UTC)
ROW = MessageRow(
    id=MESSAGE,
    conversation_id=ROOM,
    created_at="2026-11-24T06:46:26.439Z",
    sender_id=BOB,
    content="hola",
)


def made(**fields: Any):
    return translate.message(structs.replace(ROW, **fields), ME, position=3, revision=9)


def test_a_full_row_is_a_message():
    message = made(
        content="a &lt; b",
        reply_to_id=MESSAGE,
        reactions={"❤️": [ME], "👍": [BOB, ME]},
        edited_at="2026-11-24T06:46:26.439Z",
        is_delivered=True,
        is_read=True,
        is_starred=True,
    )
    assert (message.id, message.conversation_id, message.sender_id) == (MESSAGE, ROOM, BOB)
    assert message.content == "a < b"
    assert message.created_at == message.edited_at == AT
    assert (message.position, message.revision) == (3, 9)
    assert message.reply_to_id == MESSAGE
    assert message.reactions == (
        Reaction(SafeText("❤️"), (ME,)),
        Reaction(SafeText("👍"), (BOB, ME)),
    )
    assert (message.delivered, message.read, message.starred) == (True, True, True)
    assert message.client_message_id is None


def test_a_row_of_a_catch_up_is_a_message_too():
    told = {"id": MESSAGE, "conversation_id": ROOM, "sender_id": ME, "content": "x",
            "type": "text", "created_at": "2026-11-24T06:48:13.315Z", "is_read": False,
            "is_delivered": True}  # fmt: skip
    row = msgspec.convert(told, MessageRow)
    message = translate.message(row, ME, position=0, revision=0)
    assert message.reactions == ()
    assert message.delivered
    assert not message.starred


def test_an_own_message_has_the_id_that_it_was_sent_with():
    assert made(sender_id=ME).client_message_id == MESSAGE
    sent = ClientMessageId("0192f4c8-7b1a-7cde-8f00-0123456789ab")
    row = structs.replace(ROW, sender_id=ME)
    named = translate.message(row, ME, position=0, revision=0, client_message_id=sent)
    assert named.client_message_id == sent


def test_an_image_is_shown_by_its_address_and_caption():
    message = made(type="image", content="https://x.test/a?b&lt;=1", caption="1 &lt; 2\x1b[31m")
    assert message.type is MessageType.IMAGE
    assert message.content == "https://x.test/a?b&lt;=1"
    assert message.caption == "1 &lt; 2␛[31m"


@pytest.mark.parametrize("kind", ["sighting", "location", "text", "tomorrow"])
def test_every_other_kind_is_shown_by_its_words(kind: str):
    assert made(type=kind).type is MessageType.TEXT
    assert made(type=kind).content == "hola"


@pytest.mark.parametrize(
    ("content", "shown"), [(None, ""), (5, "5"), (True, "True"), (["a"], "['a']")]
)
def test_content_of_any_kind_can_be_shown(content: Any, shown: str):
    assert made(content=content).content == shown


def test_nothing_that_a_terminal_obeys_gets_through():
    message = made(content="\x1b]52;c;x\x07\u202e", reactions={"\x1b[2J": [BOB]})
    assert "\x1b" not in message.content
    assert "\u202e" not in message.content
    assert "\x1b" not in message.reactions[0].emoji


def test_reactions_that_are_nobodys_hide_no_history():
    assert made(reactions=None).reactions == ()
    told = {"👍": ["zzz", BOB], "👎": [], "x": ["nobody"], "": [BOB]}
    assert made(reactions=told).reactions == (Reaction(SafeText("👍"), (BOB,)),)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "zzz"},
        {"conversation_id": "zzz"},
        {"sender_id": "system"},
        {"reply_to_id": "zzz"},
        {"created_at": "yesterday"},
        {"edited_at": "yesterday"},
    ],
)
def test_a_row_that_cannot_be_true_is_not_understood(fields: dict[str, Any]):
    with pytest.raises(NotUnderstood):
        made(**fields)


def test_whose_account_is_gone_has_no_name():
    assert made(sender_id=None).sender_id is None
    assert translate.sender(structs.replace(ROW, sender_id=None)) is None
    assert translate.sender(ROW) is None
    assert translate.sender(structs.replace(ROW, sender_alias="Bob")) == User(BOB, SafeText("Bob"))


@pytest.mark.parametrize("alias", [None, "", "  ", "\u200b"])
def test_who_has_no_alias_is_somebody(alias: str | None):
    assert translate.person(PersonRow(BOB, alias)).alias == "Somebody"


FULL_ROOM = RoomRow(
    id=ROOM,
    created_at="2026-11-24T06:46:26.439Z",
    report_id=MESSAGE,
    report_title="Moto\nroja",
    report_category="Robo",
    last_message_at="2026-11-24T06:46:26.439Z",
    pinned_message_id=MESSAGE,
    is_pinned=True,
    is_archived=True,
    is_manually_unread=True,
    other_participant_id=BOB,
    other_participant_alias=None,
    last_message_content="1 &gt; 0",
    last_message_type="text",
    last_message_sender_id=BOB,
)


def test_a_listed_room_is_all_its_pieces():
    conversation = translate.conversation(FULL_ROOM, head_position=7)
    assert conversation.type is ConversationType.DM
    assert (conversation.head_position, conversation.pinned_message_id) == (7, MESSAGE)
    assert conversation.preview == Preview(BOB, SafeText("1 > 0"))
    assert conversation.last_message_at == conversation.created_at == AT
    own = translate.own_member(FULL_ROOM, ME, read_position=5)
    assert (own.pinned, own.archived, own.marked_unread, own.read_position) == (
        True, True, True, 5,
    )  # fmt: skip
    other = translate.other_member(FULL_ROOM)
    assert other is not None
    assert (other.user_id, other.pinned) == (BOB, False)
    assert translate.other(FULL_ROOM) == User(BOB, SafeText("Somebody"))
    report = translate.room_report(FULL_ROOM)
    assert report is not None
    assert report.title == "Moto roja"


def test_a_room_that_was_just_made_or_left_lacks_some():
    bare = RoomRow(id=ROOM)
    assert translate.other(bare) is None
    assert translate.other_member(bare) is None
    assert translate.room_report(bare) is None
    conversation = translate.conversation(bare, head_position=0, last_message_id=MessageId(MESSAGE))
    assert conversation.preview is None
    assert conversation.last_message_at is None
    assert conversation.last_message_id == MESSAGE
    assert not translate.own_member(bare, ME, read_position=0).pinned


def test_no_more_is_previewed_than_fits_a_line():
    preview = translate.preview(structs.replace(FULL_ROOM, last_message_content="a\n" * 1_000_000))
    assert preview is not None
    assert len(preview.content) <= MAX_LINE_CHARACTERS


def test_an_image_is_previewed_as_such():
    row = structs.replace(FULL_ROOM, last_message_type="image", last_message_content="https://x")
    preview = translate.preview(row)
    assert preview is not None
    assert preview.type is MessageType.IMAGE


def test_a_report_is_told_as_far_as_it_goes():
    full = ReportRow(
        id=MESSAGE,
        anonymous_id=BOB,
        title="Moto",
        description="a\nb",
        zone="Centro",
        status="abierto",
        created_at="2026-11-24T06:46:26.439Z",
        image_urls=["https://x.test/1"],
    )
    report = translate.report(full)
    assert (report.author_id, report.place, report.happened_at) == (BOB, "Centro", AT)
    assert report.image_urls == ("https://x.test/1",)
    bare = translate.report(ReportRow(id=MESSAGE))
    assert (bare.author_id, bare.happened_at, bare.image_urls) == (None, None, ())
