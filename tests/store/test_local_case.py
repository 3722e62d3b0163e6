# pyright: reportOptionalMemberAccess=false, reportOperatorIssue=false
"""What waits in a conversation follows from what was written there, and what was made of it."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.case_change import (
    CaseChange,
    Claim,
    Finish,
    Release,
    Snooze,
    changed_case,
    way_back,
)
from safespot_tui.domain.conversation import ConversationType, Preview
from safespot_tui.domain.event import HistoryPage, MessageCreated, MessageDeleted
from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.store.local_case import is_answered, local_case
from safespot_tui.store.patch import OutboxPut
from safespot_tui.store.store import Store
from tests.conftest import ANA, BETO, CARLA, PLAZA, Make

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(make: Make) -> Store:
    """Beto has said one thing in the plaza, and Ana nothing."""
    store = Store()
    store.apply(make.snapshot(make.message("first", 1)))
    return store


def case(store: Store, kept: Case | None = None, since: datetime | None = None) -> Case:
    found = local_case(store, PLAZA, kept, since)
    assert found is not None
    return found


def made(before: Case, *changes: CaseChange) -> Case:
    for change in changes:
        before = changed_case(before, change, ANA, NOW)
    return before


def send(make: Make, store: Store, state: OutboxState = OutboxState.QUEUED) -> None:
    intent = SendMessage(PLAZA, ClientMessageId("s"), SafeText("Voy"))
    store.apply(OutboxPut(OutboxItem(1, OriginClientId("w"), intent, make.moment(), state=state)))


def test_what_waits_longest_counts_not_what_came_last(make: Make, store: Store) -> None:
    first = case(store).waiting_since
    store.apply(MessageCreated(make.message("more", 2)))
    store.apply(MessageCreated(make.message("and more", 3, sender_id=CARLA)))

    assert case(store).waiting_since == first
    assert case(store).last_message_at > first


def test_whoever_answers_leaves_nothing_waiting_and_the_next_words_wait_anew(
    make: Make, store: Store
) -> None:
    store.apply(MessageCreated(make.sent("answer", 2)))
    assert case(store).waiting_since is None

    again = make.message("again", 3)
    store.apply(MessageCreated(again))
    assert case(store).waiting_since == again.created_at


def test_an_answer_counts_as_soon_as_it_is_on_its_way(make: Make, store: Store) -> None:
    send(make, store)
    assert case(store).waiting_since is None


def test_an_answer_that_was_refused_answers_nothing(make: Make, store: Store) -> None:
    send(make, store, OutboxState.FAILED)
    assert case(store).waiting_since is not None


def test_notices_and_what_was_deleted_need_no_answer(make: Make, store: Store) -> None:
    store.apply(MessageDeleted(make.message("first", 1).id, PLAZA, make.moment(), revision=9))
    store.apply(MessageCreated(make.message("notice", 1, type=MessageType.SYSTEM)))

    assert case(store).waiting_since is None


def test_what_the_archive_has_of_a_longer_wait_counts(store: Store) -> None:
    long_ago = NOW - timedelta(days=300)
    assert case(store, since=long_ago).waiting_since == long_ago


def test_nothing_older_than_the_users_own_words_waits(make: Make, store: Store) -> None:
    store.apply(MessageCreated(make.sent("answer", 2)))
    later = make.message("later", 3)
    store.apply(MessageCreated(later))

    assert case(store, since=NOW - timedelta(days=300)).waiting_since == later.created_at


def test_what_is_done_stays_done_until_somebody_else_writes(make: Make, store: Store) -> None:
    done = made(case(store), Finish(done=True))
    assert case(store, done).state(NOW) is CaseState.DONE

    store.apply(MessageCreated(make.sent("by the way", 2)))
    assert case(store, done).state(NOW) is CaseState.DONE

    news = make.message("news", 3)
    store.apply(MessageCreated(news))
    assert case(store, done).state(NOW) is CaseState.OPEN
    assert case(store, done).waiting_since == news.created_at


def test_claiming_what_came_after_it_was_done_brings_nothing_old_back(
    make: Make, store: Store
) -> None:
    done = made(case(store), Finish(done=True))
    news = make.message("news", 2)
    store.apply(MessageCreated(news))
    claimed = made(case(store, done), Claim(ANA))

    assert case(store, claimed).claimed_by == ANA
    assert case(store, claimed).waiting_since == news.created_at


def test_a_snooze_ends_by_its_time_or_by_news(make: Make, store: Store) -> None:
    waiting = case(store).waiting_since
    kept = made(case(store), Snooze(NOW + timedelta(hours=1)))
    assert case(store, kept).state(NOW) is CaseState.SNOOZED
    assert case(store, kept).state(NOW + timedelta(hours=1)) is CaseState.OPEN

    store.apply(MessageCreated(make.message("news", 2)))
    assert case(store, kept).state(NOW) is CaseState.OPEN
    assert case(store, kept).waiting_since == waiting


def test_of_a_list_without_messages_the_preview_tells(make: Make) -> None:
    snapshot = make.snapshot()
    listed = structs.replace(
        make.conversation(),
        last_message_at=NOW,
        preview=Preview(BETO, SafeText("Hola")),
    )
    store = Store()
    entities = structs.replace(snapshot.entities, conversations=(listed,))
    store.apply(structs.replace(snapshot, entities=entities))
    assert case(store).waiting_since == NOW

    own = structs.replace(listed, preview=Preview(ANA, SafeText("Hola")))
    store.apply(structs.replace(snapshot, entities=structs.replace(entities, conversations=(own,))))
    assert case(store).waiting_since is None


def test_beyond_a_gap_nobody_knows_who_wrote(make: Make, store: Store) -> None:
    early = make.sent("early", 0, created_at=NOW - timedelta(days=99))
    store.apply(HistoryPage(PLAZA, (early,), has_older=True, has_newer=True))

    assert case(store).waiting_since == make.message("x", 1).created_at - timedelta(seconds=1)


def test_who_is_not_in_a_conversation_has_no_case_of_it(store: Store) -> None:
    assert local_case(store, ConversationId("c-far")) is None


def test_whether_the_user_has_written_since(make: Make, store: Store) -> None:
    waits = make.message("waits", 2)
    store.apply(MessageCreated(waits))
    assert not is_answered(store, PLAZA, waits.created_at)

    store.apply(MessageCreated(make.sent("answer", 3)))
    assert is_answered(store, PLAZA, waits.created_at)
    assert not is_answered(store, PLAZA, NOW)

    send(make, store)
    assert is_answered(store, PLAZA, NOW)


@pytest.mark.parametrize(
    "change",
    [Claim(ANA), Release(), Snooze(NOW + timedelta(hours=1)), Finish(done=True)],
    ids=lambda change: type(change).__name__,
)
def test_every_change_has_a_way_back(change: CaseChange) -> None:
    before = Case(PLAZA, ConversationType.GROUP, NOW, claimed_by=BETO)
    after = made(before, change)

    assert made(after, *way_back(before, after, NOW)) == before
