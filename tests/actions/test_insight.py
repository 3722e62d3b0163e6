"""What figures have to know: how the conversations of the inbox stand in the queue."""

from datetime import timedelta

import pytest

from safespot_tui.actions.folder import folders_in
from safespot_tui.actions.insight import known_now
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation, ConversationType, Preview
from safespot_tui.domain.event import AccountUpdated, CaseUpdated, Entities
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.insight.waiting import Waiting
from safespot_tui.store.patch import Restored
from safespot_tui.store.queue import Queue
from safespot_tui.store.store import Store
from safespot_tui.watching.rule import Rule, Words
from tests.insight.said import NOON, OTHER, PLAZA

ME, ANA = UserId("me"), UserId("ana")
PREVIEW = Preview(ANA, SafeText("¿Hola?"))
GROUP = ConversationType.GROUP


@pytest.fixture
def store() -> Store:
    """Two conversations of which nothing is known but how the last message reads."""
    store = Store()
    store.apply(
        Restored(
            me=ME,
            entities=Entities(
                conversations=tuple(
                    Conversation(
                        each,
                        GROUP,
                        NOON,
                        name=SafeText(each),
                        last_message_at=NOON,
                        preview=PREVIEW,
                    )
                    for each in (PLAZA, OTHER)
                ),
                members=(Member(PLAZA, ME, NOON), Member(OTHER, ME, NOON)),
            ),
        )
    )
    return store


def kept_by_the_server(store: Store, **how: object) -> None:
    store.apply(
        AccountUpdated(Account(Standing.MODERATOR)),
        CaseUpdated(Case(PLAZA, GROUP, NOON, **how)),  # type: ignore[arg-type]
    )


def asked(store: Store):
    return known_now(store, (), (), NOON, queue=Queue(store, lambda: NOON), moderators=[ANA])


def test_of_what_the_server_keeps_it_is_known_since_when_it_waits(store: Store) -> None:
    since = NOON - timedelta(hours=3)
    kept_by_the_server(store, waiting_since=since, claimed_by=ANA)
    known = asked(store)
    assert list(known.waiting) == [Waiting(PLAZA, since)]
    assert list(known.conversations) == [OTHER]
    assert known.moderators == {ANA}


@pytest.mark.parametrize(
    "how", [{"done_at": NOON}, {"snoozed_until": NOON + timedelta(hours=1)}, {}]
)
def test_nothing_waits_in_what_is_done_snoozed_or_answered(
    store: Store, how: dict[str, object]
) -> None:
    kept_by_the_server(store, **how)
    known = asked(store)
    assert list(known.waiting) == []
    assert PLAZA not in known.conversations


def test_what_the_user_is_not_in_waits_too(store: Store) -> None:
    away = ConversationId("away")
    kept_by_the_server(store, waiting_since=NOON)
    store.apply(CaseUpdated(Case(away, GROUP, NOON, waiting_since=NOON)))
    assert {each.conversation_id for each in asked(store).waiting} == {PLAZA, away}


def test_elsewhere_it_is_seen_from_how_a_conversation_ends(store: Store) -> None:
    known = asked(store)
    assert set(known.conversations) == {PLAZA, OTHER}
    assert known.previewed == {PLAZA: NOON, OTHER: NOON}
    assert list(known.waiting) == []


def test_a_rule_is_for_its_part_of_the_inbox(store: Store) -> None:
    rule = Rule("words", Words(("hola",)), folder="mine")
    known = known_now(store, [rule], folders_in({"mine": "title:plaza"}), NOON)
    assert [known.counts(rule, each) for each in (PLAZA, OTHER)] == [True, False]
    assert not known.counts(rule, ConversationId("gone"))
