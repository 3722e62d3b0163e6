"""Everything is told once, counted, and never taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from safespot_tui.domain.delivery import Delivery, delivery_of
from safespot_tui.domain.event import (
    ConversationCreated,
    ConversationUpdated,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessagesListed,
    MessageUpdated,
    PresenceChanged,
    TypingChanged,
    UserUpdated,
)
from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.protocol import Page
from safespot_tui.gateway.safespot.events import (
    DeletionTold,
    DeliveredTold,
    HintTold,
    MessageTold,
    OwnLeaveTold,
    OwnReadTold,
    PresenceSource,
    PresenceTold,
    ReadTold,
    TypingTold,
)
from safespot_tui.gateway.safespot.outlet import Outlet
from safespot_tui.gateway.safespot.paging import cut
from safespot_tui.gateway.safespot.replica import Replica
from safespot_tui.gateway.safespot.roster import FIRST_HEAD
from safespot_tui.gateway.safespot.timestamps import timestamp
from safespot_tui.gateway.safespot.wire import MessageRow

from .recorded import ALICE, BOB, CAROL, Hearer, StillClock, room_row

ROOM = ConversationId("9087c108-3ccc-47c2-bff0-618392040da2")
BEGIN = datetime(2026, 11, 24, 6, 50, tzinfo=UTC)


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def uid(number: int) -> MessageId:
    return MessageId(f"00000000-0000-4000-8000-{number:012}")


def row(number: int, sender: UserId = BOB, **fields: Any) -> MessageRow:
    """A message of a history; each is a second younger than the one before."""
    told: dict[str, object] = {
        "sender_id": sender,
        "content": f"mensaje {number}",
        "is_starred": False,
        "reactions": {},
    }
    at = BEGIN + timedelta(seconds=number)
    return MessageRow(id=uid(number), conversation_id=ROOM, created_at=iso(at), **(told | fields))  # type: ignore[arg-type]


def live(number: int, sender: UserId = BOB, **fields: Any) -> MessageTold:
    told = row(number, sender, is_starred=None, **fields)
    return MessageTold(told, ROOM, uid(number), timestamp(told.created_at))


@pytest.fixture
def here() -> Hearer:
    """Alice, who has an empty conversation with Bob."""
    return Hearer(ALICE, room_row(ROOM))


def take(here: Hearer, *rows: MessageRow, since: MessageId | None = None) -> list[object]:
    """A history that is asked for and answered at once."""
    here.replica.take_messages(ROOM, rows, here.replica.stamp(), since=since)
    return here.events()


def poll(here: Hearer, **fields: Any) -> list[object]:
    asked = here.replica.stamp()
    rows = [room_row(ROOM, **fields)]
    here.replica.take_rooms(rows, asked)
    here.replica.settle(rows, asked)
    return here.events()


def contents(here: Hearer) -> list[str]:
    return [m.content for m in here.messages(ROOM) if m.deleted_at is None]


def delivery(here: Hearer, number: int) -> Delivery:
    message = here.store.base_message(uid(number))
    assert message is not None
    members = here.store.members(ROOM)
    return delivery_of(message, [member for member in members if member.user_id != ALICE])


# ---------------------------------------------------------------------------- once


def test_one_message_under_all_its_names_is_told_once(here: Hearer) -> None:
    (first,) = here.events(here.hear(live(1)))
    assert isinstance(first, MessageCreated)
    assert here.hear(live(1), live(1), HintTold(ROOM, uid(1))) == []
    assert take(here, row(1)) == []
    assert contents(here) == ["mensaje 1"]
    assert here.store.unread(ROOM) == 1


def test_what_was_not_taken_is_told_after_the_next_connect(here: Hearer) -> None:
    here.replica.take(live(1))
    here.replica.take(TypingTold(ROOM, BOB, typing=True))
    assert here.replica.resume(here.replica.cursor)
    here.outlet.begin()
    (event,) = here.events()
    assert isinstance(event, MessageCreated)


def test_each_fact_carries_the_cursor_that_covers_it(here: Hearer) -> None:
    one, two = here.hear(live(1), live(2))
    assert one.cursor != two.cursor
    assert two.cursor == here.replica.cursor
    signs = here.hear(TypingTold(ROOM, BOB, typing=True))
    assert [sign.cursor for sign in signs] == [None, None]


def test_a_hint_is_asked_for_only_if_it_is_news(here: Hearer) -> None:
    here.hear(live(1))
    here.hear(HintTold(ROOM, uid(1)))
    assert here.replica.take_wants().messages == set()
    here.hear(HintTold(ROOM, uid(2)))
    assert here.replica.take_wants().messages == {ROOM}


# ---------------------------------------------------------------------------- counting


def test_counting_begins_where_the_server_says_that_something_is_unread() -> None:
    here = Hearer(ALICE, room_row(ROOM, unread_count=7))
    assert here.store.unread(ROOM) == 7
    here.hear(live(1))
    assert here.store.unread(ROOM) == 8
    message = here.store.base_message(uid(1))
    assert message is not None
    assert message.position == FIRST_HEAD + 1


def test_what_was_counted_but_not_told_is_not_counted_again() -> None:
    here = Hearer(ALICE, room_row(ROOM, unread_count=2, last_message_at=row(2).created_at))
    here.hear(live(1), live(2), live(3))
    assert here.store.unread(ROOM) == 3
    assert contents(here) == ["mensaje 1", "mensaje 2", "mensaje 3"]


def test_an_own_message_moves_what_the_user_has_read(here: Hearer) -> None:
    here.hear(live(1), live(2, ALICE), live(3))
    assert here.store.unread(ROOM) == 1


def test_a_history_is_numbered_from_the_newest_back() -> None:
    here = Hearer(ALICE, room_row(ROOM, last_message_at=row(4).created_at))
    here.hear(live(5))
    take(here, *map(row, range(1, 6)))
    known = here.replica.rooms[ROOM].in_order()
    places = [one.position for one in known]
    assert places == list(range(places[-1] - 4, places[-1] + 1))


def test_the_server_says_how_much_is_unread_of_the_same_messages(here: Hearer) -> None:
    here.hear(live(1), live(2))
    poll(here, last_message_at=row(2).created_at, unread_count=1)
    assert here.store.unread(ROOM) == 1
    poll(here, last_message_at=row(1).created_at, unread_count=0)
    assert here.store.unread(ROOM) == 1
    poll(here, last_message_at=row(2).created_at, unread_count=0)
    assert here.store.unread(ROOM) == 0
    poll(here, last_message_at=row(2).created_at, unread_count=2)
    assert here.store.unread(ROOM) == 2
    here.check()


def test_a_poll_from_before_the_user_read_brings_nothing_back(here: Hearer) -> None:
    here.hear(live(1))
    asked = here.replica.stamp()
    here.hear(OwnReadTold(ROOM))
    rows = [room_row(ROOM, last_message_at=row(1).created_at, unread_count=1)]
    here.replica.take_rooms(rows, asked)
    here.replica.settle(rows, asked)
    here.drain()
    assert here.store.unread(ROOM) == 0


def test_news_is_what_to_fetch(here: Hearer) -> None:
    asked = here.replica.stamp()
    newer = [room_row(ROOM, last_message_at=row(1).created_at, unread_count=1)]
    assert here.replica.take_rooms(newer, asked) == [ROOM]
    here.hear(live(1))
    assert here.replica.take_rooms(newer, here.replica.stamp()) == []


# ---------------------------------------------------------------------------- order of answers


def test_a_slow_poll_does_not_undo_what_was_answered_meanwhile(here: Hearer) -> None:
    take(here, row(1, ALICE, content="antes"))
    asked = here.replica.stamp()
    changes = MessageChanges(revision=here.replica.stamp(), content=safe_text("después"))
    edit = MessageUpdated(uid(1), ROOM, changes)
    here.store.apply(edit)
    here.replica.changed(edit)
    here.replica.take_messages(ROOM, [row(1, ALICE, content="antes")], asked)
    here.drain()
    assert contents(here) == ["después"]
    take(here, row(1, ALICE, content="después"))
    assert contents(here) == ["después"]


def test_a_history_shows_edits_reactions_and_stars(here: Hearer) -> None:
    take(here, row(1))
    here.hear(live(2))
    (event,) = take(
        here,
        row(1, content="otra cosa", edited_at=iso(BEGIN), reactions={"👍": [BOB]}, is_starred=True),
        row(2),
    )
    assert isinstance(event, MessageUpdated)
    assert event.changes.content == "otra cosa"
    assert event.changes.starred is True
    assert take(here, *here_rows(here)) == []


def here_rows(here: Hearer) -> list[MessageRow]:
    return [known.row for known in here.replica.rooms[ROOM].in_order()]


def test_stamps_only_grow() -> None:
    replica = Replica(ALICE, StillClock(), Outlet())
    stamps = [replica.stamp() for _time in range(100)]
    assert stamps == sorted(set(stamps))


# ---------------------------------------------------------------------------- own messages


def test_what_waits_to_be_told_is_not_the_last_word_about_when_was_written(here: Hearer) -> None:
    before = [room_row(ROOM, last_message_at=row(1).created_at, unread_count=1)]
    here.replica.take_rooms(before, here.replica.stamp())
    # Applied at once, while what the list said still waits.
    own = here.replica.answered(row(2, ALICE, is_starred=None), ClientMessageId(uid(2)))
    here.store.apply(MessageCreated(own))
    here.drain()
    conversation = here.store.conversation(ROOM)
    assert conversation is not None
    assert conversation.last_message_at == own.created_at


def test_the_answer_and_the_copies_of_an_own_message_are_one(here: Hearer) -> None:
    message = here.replica.answered(row(1, ALICE, is_starred=None), ClientMessageId(uid(1)))
    assert message.client_message_id == uid(1)
    assert here.hear(live(1, ALICE)) == []
    here.hear(live(2, ALICE))
    again = here.replica.answered(row(2, ALICE, is_starred=None), ClientMessageId(uid(2)))
    assert again.position == message.position + 1


def test_an_id_that_the_server_put_in_place_of_ours(here: Hearer) -> None:
    message = here.replica.answered(row(1, ALICE, is_starred=None), ClientMessageId("mine"))
    assert (message.id, message.client_message_id) == (uid(1), "mine")
    assert take(here, row(1, ALICE)) == []
    known = here.replica.message(uid(1))
    assert known is not None
    assert known.client_message_id == "mine"


# ---------------------------------------------------------------------------- receipts


def test_a_receipt_may_come_before_the_answer(here: Hearer) -> None:
    here.hear(ReadTold(ROOM, uid(1), BOB, BEGIN))
    message = here.replica.answered(row(1, ALICE, is_starred=None), None)
    assert message.read
    assert message.delivered


def test_a_receipt_for_all_may_come_before_the_answer(here: Hearer) -> None:
    here.hear(ReadTold(ROOM, None, BOB, BEGIN + timedelta(seconds=2)))
    assert here.replica.answered(row(1, ALICE, is_starred=None), None).read
    assert not here.replica.answered(row(3, ALICE, is_starred=None), None).read


def test_ticks_never_go_back(here: Hearer) -> None:
    here.hear(live(1, ALICE))
    assert delivery(here, 1) is Delivery.SENT
    here.hear(DeliveredTold(ROOM, uid(1), BOB, BEGIN))
    assert delivery(here, 1) is Delivery.DELIVERED
    here.hear(ReadTold(ROOM, uid(1), BOB, BEGIN))
    assert delivery(here, 1) is Delivery.READ
    take(here, row(1, ALICE, is_delivered=False, is_read=False))
    assert delivery(here, 1) is Delivery.READ
    assert here.hear(DeliveredTold(ROOM, uid(1), BOB, BEGIN)) == []


def test_a_receipt_for_all_is_for_what_was_there(here: Hearer) -> None:
    here.hear(live(1, ALICE), live(3, ALICE))
    here.hear(ReadTold(ROOM, None, BOB, BEGIN + timedelta(seconds=2)))
    assert delivery(here, 1) is Delivery.READ
    assert delivery(here, 3) is Delivery.SENT
    here.hear(DeliveredTold(ROOM, None, BOB, BEGIN + timedelta(seconds=4)))
    assert delivery(here, 3) is Delivery.DELIVERED


def test_receipts_for_the_messages_of_others_are_nothing(here: Hearer) -> None:
    here.hear(live(1))
    assert here.hear(DeliveredTold(ROOM, uid(1), None, BEGIN)) == []
    assert here.hear(DeliveredTold(ROOM, uid(1), ALICE, BEGIN)) == []


def test_the_user_reads_in_another_window(here: Hearer) -> None:
    here.hear(live(1), live(2))
    here.hear(ReadTold(ROOM, None, ALICE, None))
    assert here.store.unread(ROOM) == 0
    here.hear(live(3))
    assert here.store.unread(ROOM) == 1
    here.hear(OwnReadTold(ROOM))
    assert here.store.unread(ROOM) == 0


# ---------------------------------------------------------------------------- what goes away


def test_a_deletion_that_is_told(here: Hearer) -> None:
    here.hear(live(1), live(2))
    (event,) = here.events(here.hear(DeletionTold(ROOM, uid(1), BEGIN)))
    assert isinstance(event, MessageDeleted)
    assert (event.message_id, event.deleted_at) == (uid(1), BEGIN)
    assert contents(here) == ["mensaje 2"]
    assert here.hear(live(1)) == []
    assert contents(here) == ["mensaje 2"]


def test_a_deletion_that_only_a_history_shows(here: Hearer) -> None:
    take(here, *map(row, range(1, 4)))
    here.hear(live(4), live(5))
    events = take(here, row(1), row(3), row(5))
    assert {e.message_id for e in events if isinstance(e, MessageDeleted)} == {uid(2), uid(4)}
    assert contents(here) == ["mensaje 1", "mensaje 3", "mensaje 5"]


def test_what_came_while_a_history_was_on_its_way_is_not_gone(here: Hearer) -> None:
    asked = here.replica.stamp()
    here.hear(live(1))
    here.replica.take_messages(ROOM, [], asked)
    here.drain()
    assert contents(here) == ["mensaje 1"]


def test_a_conversation_that_is_not_listed_is_gone(here: Hearer) -> None:
    asked = here.replica.stamp()
    here.replica.take_rooms([], asked)
    assert here.events() == [MemberLeft(ROOM, ALICE)]
    assert here.store.conversation(ROOM) is None


def test_a_full_list_says_nothing_of_what_is_not_on_it(here: Hearer) -> None:
    rows = [room_row(f"00000000-0000-4000-9000-{n:012}", CAROL) for n in range(20)]
    here.replica.take_rooms(rows, here.replica.stamp())
    here.drain()
    assert here.store.conversation(ROOM) is not None


def test_a_list_from_before_a_conversation_was_opened(here: Hearer) -> None:
    asked = here.replica.stamp()
    other = ConversationId("00000000-0000-4000-9000-000000000001")
    here.replica.opened(room_row(other, CAROL))
    here.replica.take_rooms([room_row(ROOM)], asked)
    assert not any(isinstance(event, MemberLeft) for event in here.events())


def test_leaving_in_another_window(here: Hearer) -> None:
    here.hear(OwnLeaveTold(ROOM))
    assert here.store.conversation(ROOM) is None


def test_the_other_one_leaves_and_the_title_stays(here: Hearer) -> None:
    gone = {"other_participant_id": None, "other_participant_alias": None}
    events = poll(here, **gone)
    assert MemberLeft(ROOM, BOB) in events
    conversation = here.store.conversation(ROOM)
    assert conversation is not None
    assert conversation.name == "Bob"
    assert not [e for e in poll(here, **gone) if isinstance(e, MemberLeft)]


# ---------------------------------------------------------------------------- conversations


def test_a_message_of_an_unknown_conversation_waits_for_it() -> None:
    here = Hearer(ALICE)
    assert here.hear(live(1)) == []
    assert here.replica.take_wants().rooms
    here.replica.take_rooms(
        [room_row(ROOM, last_message_at=row(1).created_at, unread_count=1)], here.replica.stamp()
    )
    created, *_rest = here.events()
    assert isinstance(created, ConversationCreated)
    assert contents(here) == ["mensaje 1"]
    assert here.store.unread(ROOM) == 1


def test_a_list_that_is_too_short_for_a_conversation() -> None:
    here = Hearer(ALICE)
    here.hear(live(1))
    others = [room_row(f"00000000-0000-4000-9000-{n:012}", CAROL) for n in range(20)]
    here.replica.take_rooms(others, here.replica.stamp())
    assert here.replica.homeless == (ROOM,)
    asked = here.replica.stamp()
    here.replica.found([row(1, sender_alias="Bob")])
    here.replica.take_messages(ROOM, [row(1, sender_alias="Bob")], asked)
    here.drain()
    assert contents(here) == ["mensaje 1"]


def test_flags_aliases_and_pins_are_told_once(here: Hearer) -> None:
    fields = {"is_pinned": True, "other_participant_alias": "Roberto", "pinned_message_id": uid(1)}
    events = poll(here, **fields)
    assert {type(event) for event in events} == {ConversationUpdated, MemberUpdated, UserUpdated}
    assert poll(here, **fields) == []
    own = here.store.own(ROOM)
    assert own is not None
    assert own.pinned


def test_a_snapshot_again_counts_on(here: Hearer) -> None:
    here.hear(live(1), live(2))
    snapshot = here.replica.snapshot(
        [room_row(ROOM, last_message_at=row(2).created_at, unread_count=2)]
    )
    here.store.apply(snapshot)
    assert here.store.unread(ROOM) == 2
    here.hear(live(3))
    assert here.store.unread(ROOM) == 3
    message = here.store.base_message(uid(3))
    assert message is not None
    assert message.position == FIRST_HEAD + 3


# ---------------------------------------------------------------------------- signs


def test_typing_is_of_the_other_one_and_never_of_oneself(here: Hearer) -> None:
    events = here.events(here.hear(TypingTold(ROOM, None, typing=True)))
    assert TypingChanged(ROOM, BOB, typing=True) in events
    assert PresenceChanged(BOB, online=True) in events
    assert here.hear(TypingTold(ROOM, ALICE, typing=True)) == []


def test_presence_of_strangers_is_nothing(here: Hearer) -> None:
    told = PresenceTold(CAROL, online=False, source=PresenceSource.BROADCAST)
    assert here.hear(told) == []
    assert here.hear(structs.replace(told, user_id=ALICE, online=True)) == []
    (event,) = here.events(here.hear(structs.replace(told, user_id=BOB, online=True)))
    assert event == PresenceChanged(BOB, online=True)


# ---------------------------------------------------------------------------- another process


def again(here: Hearer) -> Hearer:
    """The next process: it has the store of the last one, and the cursor."""
    other = Hearer(here.me)
    other.store = here.store
    other.replica = Replica(here.me, other.clock, other.outlet)
    here.clock.pass_(3600)
    other.clock.pass_(3600)
    assert other.replica.resume(here.replica.cursor)
    return other


def test_the_next_process_counts_on_and_tells_nothing_twice(here: Hearer) -> None:
    here.hear(*map(live, range(1, 31)))
    here.hear(OwnReadTold(ROOM))
    later = again(here)
    assert poll(later, last_message_at=row(30).created_at) != []
    since = later.replica.newest(ROOM)
    assert since is not None
    events = take(later, *map(row, range(int(since[-4:]) + 1, 33)), since=since)
    created = [event.message.id for event in events if isinstance(event, MessageCreated)]
    assert created == [uid(31), uid(32)]
    assert later.store.unread(ROOM) == 2
    assert later.arrivals == [uid(31), uid(32)]


def test_what_was_late_is_found_by_the_next_process(here: Hearer) -> None:
    numbers = [n for n in range(1, 31) if n != 28]
    here.hear(*map(live, numbers))
    later = again(here)
    since = later.replica.newest(ROOM)
    assert since is not None
    take(later, *map(row, range(int(since[-4:]) + 1, 31)), since=since)
    assert later.arrivals == [uid(28)]
    assert later.store.unread(ROOM) == 30


def test_what_was_changed_and_deleted_meanwhile(here: Hearer) -> None:
    take(here, *map(row, range(1, 4)))
    page_of_all(here)
    later = again(here)
    events = take(later, row(1, content="editado"), row(3))
    assert any(isinstance(event, MessagesListed) for event in events)
    assert contents(later) == ["editado", "mensaje 3"]


def page_of_all(here: Hearer) -> None:
    known = here.replica.rooms[ROOM].in_order()
    here.store.apply(cut(ROOM, known, Page(), ALICE))


def test_a_cursor_of_something_else_is_no_place_to_go_on_from() -> None:
    for cursor in ("", "x.7", "safespot-1:", "safespot-1:{}", "safespot-2:" + "{}"):
        replica = Replica(ALICE, StillClock(), Outlet())
        assert not replica.resume(cursor)  # type: ignore[arg-type]
