# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false
"""Every edge of the connection's state diagram, without I/O."""

import pytest

from safespot_tui.domain.event import (
    Heartbeat,
    PresenceChanged,
    Received,
    ResetRequired,
    Skipped,
    Synced,
    Throttled,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import (
    Busy,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.backoff import Backoff
from safespot_tui.sync.machine import (
    LARGEST_BATCH,
    SUSPENDED_BOUNDS,
    AttemptFailed,
    BrokenRecord,
    CaughtUp,
    Hold,
    ItemCame,
    LoggedIn,
    LoggedOut,
    Machine,
    OpenStream,
    RetryDue,
    SnapshotTaken,
    Started,
    StreamEnded,
    Suspended,
    TakeSnapshot,
    Tell,
    Throttle,
    Wait,
)


def event(number: int) -> PresenceChanged:
    return PresenceChanged(f"u-{number}", online=True)


def fact(number: int) -> ItemCame:
    return ItemCame(Received(event(number), f"e.{number}"))


def synced(number: int) -> ItemCame:
    return ItemCame(Synced(f"e.{number}", 10.0))


def machine(cursor="e.1") -> Machine:
    return Machine(cursor, random=lambda: 1.0)


def started(cursor="e.1") -> Machine:
    connecting = machine(cursor)
    connecting.handle(Started())
    return connecting


def live() -> Machine:
    there = started()
    there.handle(synced(1))
    assert there.state is ConnectionState.LIVE
    return there


OFFLINE = ConnectionState.OFFLINE
CONNECTING = ConnectionState.CONNECTING
CATCHING_UP = ConnectionState.CATCHING_UP
LIVE = ConnectionState.LIVE
LOGGED_OUT = ConnectionState.LOGGED_OUT
SUSPENDED = ConnectionState.SUSPENDED
WHY = safe_text("You are suspended.")


def test_with_a_cursor_it_resumes():
    assert machine("e.7").handle(Started()) == [Tell(CONNECTING), OpenStream("e.7")]


def test_without_a_cursor_it_takes_a_snapshot_and_goes_on_from_it(make):
    fresh = machine(None)
    assert fresh.handle(Started()) == [Tell(CONNECTING), TakeSnapshot()]

    snapshot = make.snapshot(cursor="e.3")

    assert fresh.handle(SnapshotTaken(snapshot)) == [Hold((snapshot,), "e.3"), OpenStream("e.3")]


def test_what_was_missed_is_applied_together_once_it_is_whole():
    catching = started()

    assert catching.handle(fact(2)) == [Tell(CATCHING_UP)]
    assert catching.handle(fact(3)) == []
    assert catching.handle(synced(3)) == [
        Hold((event(2), event(3)), "e.3"),
        Tell(LIVE),
        CaughtUp(),
    ]


def test_nothing_missed_is_live_at_once():
    assert started().handle(synced(1)) == [Hold((), "e.1"), Tell(LIVE), CaughtUp()]


def test_live_facts_are_applied_one_by_one_with_their_cursor():
    there = live()

    assert there.handle(fact(2)) == [Hold((event(2),), "e.2")]
    assert there.handle(ItemCame(Received(event(9)))) == [Hold((event(9),), None)]
    assert there.handle(ItemCame(Skipped("e.3"))) == [Hold((), "e.3")]
    assert there.handle(ItemCame(Heartbeat())) == []
    assert there.handle(synced(4)) == [Hold((), "e.4")]


def test_a_long_absence_is_applied_in_pieces():
    catching = started()
    effects = [e for n in range(LARGEST_BATCH) for e in catching.handle(fact(n))]

    assert [len(e.facts) for e in effects if isinstance(e, Hold)] == [LARGEST_BATCH]


@pytest.mark.parametrize("end", [StreamEnded(), AttemptFailed(Unreachable("Gone."))])
def test_a_stream_that_ends_while_catching_up_keeps_what_it_brought(end):
    catching = started()
    catching.handle(fact(2))

    hold, told, wait = catching.handle(end)

    assert hold == Hold((event(2),), "e.2")
    assert told.state is OFFLINE
    assert isinstance(wait, Wait)
    assert catching.handle(RetryDue())[-1] == OpenStream("e.2")


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("A."),
        ServerFault("B."),
        Rejected(safe_text("C."), "odd", 400),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failure_waits_and_resumes_where_it_was(error):
    there = live()

    told, wait = there.handle(AttemptFailed(error))

    assert (told.state, told.reason, told.retry_in) == (OFFLINE, str(error), wait.seconds)
    assert there.handle(RetryDue()) == [Tell(CONNECTING), OpenStream("e.1")]


def test_a_server_that_asks_to_wait_is_given_the_time():
    assert live().handle(AttemptFailed(Busy(safe_text("Wait."), 12.0)))[-1] == Wait(12.0)


def test_an_answer_that_is_not_understood_leads_to_a_snapshot_after_a_wait():
    there = live()
    there.handle(AttemptFailed(NotUnderstood("What?")))

    assert there.handle(RetryDue())[-1] == TakeSnapshot()


@pytest.mark.parametrize("given", [ItemCame(ResetRequired(safe_text("old"))), BrokenRecord()])
def test_a_reset_takes_a_snapshot_at_once_but_not_again_and_again(given, make):
    there = live()
    assert there.handle(given) == [Tell(CONNECTING), TakeSnapshot()]
    there.handle(SnapshotTaken(make.snapshot()))

    told, wait = there.handle(given)

    assert told.state is OFFLINE
    assert isinstance(wait, Wait)
    assert there.handle(RetryDue())[-1] == TakeSnapshot()


def test_a_reset_drops_what_was_held_back(make):
    catching = started()
    catching.handle(fact(2))
    catching.handle(ItemCame(ResetRequired(safe_text("old"))))
    catching.handle(SnapshotTaken(make.snapshot(cursor="f.1")))

    assert catching.handle(synced(1))[0] == Hold((), "e.1")


@pytest.mark.parametrize(
    ("given", "reason"), [(AttemptFailed(NotLoggedIn("Log in.")), "Log in."), (LoggedOut(), "")]
)
def test_without_a_good_token_it_stops_for_good(given, reason):
    there = live()

    assert there.handle(given) == [Tell(LOGGED_OUT, safe_text(reason))]
    for later in (Started(), RetryDue(), fact(2), synced(3), StreamEnded()):
        assert there.handle(later) == []


def test_a_good_token_again_goes_on_at_the_cursor():
    there = live()
    there.handle(LoggedOut())

    assert there.handle(LoggedIn()) == [Tell(CONNECTING), OpenStream("e.1")]
    assert live().handle(LoggedIn()) == []


def test_a_server_that_takes_no_more_is_told_of_and_changes_nothing():
    there = live()
    assert there.handle(ItemCame(Throttled(30.0))) == [Throttle(30.0)]
    assert there.state is ConnectionState.LIVE


def test_a_retry_that_is_not_due_any_more_does_nothing():
    assert live().handle(RetryDue()) == []
    assert live().handle(Started()) == []


def test_waits_double_up_to_thirty_seconds_and_begin_again_after_success():
    there = live()
    waits = []
    for _ in range(9):
        waits.append(there.handle(AttemptFailed(Unreachable("A.")))[-1].seconds)
        there.handle(RetryDue())
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]

    there.handle(synced(1))
    there.handle(ItemCame(Heartbeat()))

    assert there.handle(StreamEnded())[-1] == Wait(0.5)


@pytest.mark.parametrize("last", [StreamEnded(), ItemCame(ResetRequired("Because."))])
def test_a_server_that_is_live_only_for_a_moment_is_not_asked_without_a_breath(last):
    there = live()
    waits = []
    for _ in range(8):
        effects = there.handle(last)
        waits += [effect.seconds for effect in effects if isinstance(effect, Wait)]
        there.handle(RetryDue())
        there.handle(synced(1))
    assert waits[-1] == 8.0
    assert waits == sorted(waits)


def test_a_server_that_was_away_for_long_and_lasts_only_for_a_moment_is_asked_again_soon():
    there = live()
    for _ in range(9):
        there.handle(AttemptFailed(Unreachable("A.")))
        there.handle(RetryDue())
    there.handle(synced(1))
    assert there.handle(StreamEnded())[-1] == Wait(8.0)


def test_waits_are_spread_over_their_whole_length():
    chances = iter([0.0, 0.25, 0.999])
    backoff = Backoff(lambda: next(chances))

    assert [backoff.next_wait() for _ in range(3)] == [0.0, 0.25, pytest.approx(1.998)]


@pytest.mark.parametrize("make", [started, live])
def test_who_is_suspended_waits_for_the_time_to_be_over(make):
    there = make()
    assert there.handle(Suspended(WHY, 60.0)) == [Tell(SUSPENDED, WHY, 60.0), Wait(60.0)]
    # Nothing is told of the attempt: it may end as the one before.
    assert there.handle(RetryDue()) == [OpenStream("e.1")]
    assert there.handle(Suspended(WHY, 30.0)) == [Tell(SUSPENDED, WHY, 30.0), Wait(30.0)]
    there.handle(RetryDue())
    assert there.handle(synced(2))[-2:] == [Tell(LIVE), CaughtUp()]


@pytest.mark.parametrize(("seconds", "waited"), [(-9.0, 0), (1e9, 1), (float("inf"), 1)])
def test_who_is_suspended_is_asked_for_now_and_then(seconds, waited):
    assert live().handle(Suspended(WHY, seconds))[-1] == Wait(SUSPENDED_BOUNDS[waited])


def test_who_is_suspended_may_lose_the_network_and_be_logged_out():
    there = live()
    there.handle(Suspended(WHY, 60.0))
    there.handle(RetryDue())
    assert there.handle(AttemptFailed(Unreachable("Gone.")))[0].state is OFFLINE
    there.handle(Suspended(WHY, 60.0))
    assert there.handle(AttemptFailed(NotLoggedIn("No."))) == [Tell(LOGGED_OUT, "No.")]


def test_what_was_caught_up_with_before_a_suspension_is_kept():
    catching = started()
    catching.handle(fact(2))
    assert catching.handle(Suspended(WHY, 60.0))[0] == Hold((event(2),), "e.2")
