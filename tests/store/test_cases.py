"""Cases follow their revision, and belong to who moderates alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import AccountUpdated, CaseUpdated, Entities, MemberLeft
from safespot_tui.domain.ids import ConversationId, ReportId, UserId
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.store import keys
from safespot_tui.store.store import Store
from tests.conftest import ANA, BETO, CARLA, DM, PLAZA, Make

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def case(revision: int = 1, **fields: Any) -> Case:
    return Case(
        fields.pop("conversation_id", PLAZA),
        ConversationType.GROUP,
        NOW,
        revision=revision,
        **fields,
    )


@pytest.fixture
def desk(make: Make) -> Store:
    """The store of a moderator with two cases."""
    snapshot = make.snapshot(make.message("a", 1))
    store = Store()
    store.apply(
        structs.replace(
            snapshot,
            account=Account(Standing.MODERATOR),
            entities=structs.replace(
                snapshot.entities, cases=(case(3), case(1, conversation_id=DM))
            ),
        )
    )
    return store


def test_a_case_is_as_new_as_what_was_told_last_by_its_revision(desk: Store) -> None:
    told = desk.apply(CaseUpdated(case(5, claimed_by=BETO)))
    late = desk.apply(CaseUpdated(case(4, claimed_by=CARLA)))

    held = desk.case(PLAZA)
    assert held is not None
    assert held.claimed_by == BETO
    assert {keys.CASES, keys.case(PLAZA)} <= told.keys
    assert not late.keys


def test_the_same_said_twice_touches_nothing(desk: Store) -> None:
    assert not desk.apply(CaseUpdated(case(3))).keys


def test_whom_a_case_names_is_known_and_who_was_known_keeps_the_newer_name(desk: Store) -> None:
    dora = User(UserId("u-dora"), SafeText("Dora"))
    stale = User(BETO, SafeText("an old name"))
    desk.apply(CaseUpdated(case(4, claimed_by=dora.id), Entities(users=(dora, stale))))

    beto = desk.user(BETO)
    assert desk.user(dora.id) == dora
    assert beto is not None
    assert beto.alias == "Beto"


def test_a_case_needs_no_conversation_that_one_is_in(desk: Store) -> None:
    desk.apply(CaseUpdated(case(1, conversation_id=ConversationId("c-far"))))

    assert {one.conversation_id for one in desk.cases} == {PLAZA, DM, "c-far"}
    assert "c-far" not in desk.inbox()


def test_who_moderates_no_more_has_no_cases(desk: Store) -> None:
    batch = desk.apply(AccountUpdated(Account(Standing.MEMBER)))

    assert not desk.cases
    assert {keys.ACCOUNT, keys.CASES, keys.case(PLAZA), keys.case(DM)} <= batch.keys


def test_who_is_sanctioned_keeps_them(desk: Store) -> None:
    desk.apply(AccountUpdated(Account(Standing.ADMIN)))

    assert len(desk.cases) == 2


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, CaseState.OPEN),
        ({"claimed_by": BETO}, CaseState.CLAIMED),
        ({"snoozed_until": NOW + timedelta(minutes=1)}, CaseState.SNOOZED),
        ({"snoozed_until": NOW, "claimed_by": BETO}, CaseState.CLAIMED),
        ({"snoozed_until": NOW}, CaseState.OPEN),
        ({"done_at": NOW, "snoozed_until": NOW + timedelta(1), "claimed_by": BETO}, CaseState.DONE),
    ],
)
def test_how_a_case_stands_follows_from_what_is_held(
    fields: dict[str, Any], state: CaseState
) -> None:
    assert case(**fields).state(NOW) is state


def test_a_case_to_who_is_in_it_only_goes_with_the_conversation(desk: Store) -> None:
    """One that was reported stays, as it does for those who were never in it."""
    reported = case(1, conversation_id=DM, report_id=ReportId("r"))
    desk.apply(CaseUpdated(reported))
    for left in (PLAZA, DM):
        desk.apply(MemberLeft(left, ANA))
    assert list(desk.cases) == [reported]
