"""500 requests in five minutes, shared by everything."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.gateway.errors import Busy
from safespot_tui.gateway.safespot.budget import LIMIT, RESERVE, WINDOW, Budget, Ledger, Priority


def spend(ledger: Ledger, priority: Priority, now: float) -> int:
    """As many requests as may go; how many that were."""
    for number in range(LIMIT + 1):
        if ledger.wait(priority, now) > 0:
            return number
        ledger.sent(priority, now)
        ledger.settled()
    raise AssertionError


def test_polls_stay_within_a_third():
    ledger = Ledger()
    assert spend(ledger, Priority.POLL, 0) == LIMIT // 3
    assert ledger.wait(Priority.POLL, 100) == WINDOW - 100
    assert ledger.wait(Priority.TYPING, 100) == 0


def test_each_priority_leaves_the_rest_to_those_before_it():
    ledger = Ledger()
    spent = 0
    for priority in reversed(Priority):
        spent += spend(ledger, priority, 0)
        assert LIMIT - spent >= RESERVE[priority] * LIMIT
    assert spent == LIMIT
    assert ledger.wait(Priority.SEND, 10) == WINDOW - 10


def test_a_window_that_is_over_begins_anew_with_the_next_request():
    ledger = Ledger()
    assert spend(ledger, Priority.SEND, 0) == LIMIT
    assert ledger.wait(Priority.SEND, WINDOW - 0.1) > 0
    assert spend(ledger, Priority.POLL, WINDOW + 50) == LIMIT // 3
    assert ledger.wait(Priority.POLL, WINDOW + 60) == WINDOW - 10


def test_what_the_server_says_is_right():
    ledger = Ledger()
    ledger.sent(Priority.SEND, 0)
    ledger.told(limit=10, remaining=0, resets_in=30, now=1)
    assert ledger.wait(Priority.SEND, 1) == 30
    ledger.told(limit=10, remaining=9, resets_in=300, now=2)
    assert ledger.wait(Priority.SEND, 2) == 0
    ledger.settled()
    assert spend(ledger, Priority.SEND, 2) == 9


def test_what_is_under_way_may_not_be_counted_yet():
    ledger = Ledger()
    for _ in range(3):
        ledger.sent(Priority.SEND, 0)
    ledger.told(limit=500, remaining=3, resets_in=300, now=0)
    assert spend(ledger, Priority.SEND, 0) == 1


def test_another_window_of_the_server_forgets_what_polls_spent():
    ledger = Ledger()
    spend(ledger, Priority.POLL, 0)
    ledger.told(limit=LIMIT, remaining=400, resets_in=100, now=200)
    assert ledger.wait(Priority.POLL, 200) > 0
    ledger.told(limit=LIMIT, remaining=499, resets_in=300, now=201)
    assert ledger.wait(Priority.POLL, 201) == 0


def test_a_refusal_closes_the_gate_for_all_until_it_says():
    ledger = Ledger()
    ledger.refused(60, 0)
    ledger.refused(10, 1)
    for priority in Priority:
        assert ledger.wait(priority, 1) == 59
        assert ledger.wait(priority, 60) == 0


@given(st.lists(st.tuples(st.sampled_from(Priority), st.floats(0, 50)), max_size=80))
def test_there_is_never_more_spent_than_allowed(wishes: list[tuple[Priority, float]]):
    ledger, now, sent = Ledger(), 0.0, list[tuple[Priority, float]]()
    ledger.told(limit=20, remaining=20, resets_in=300, now=0)
    for priority, later in wishes:
        now += later
        wait = ledger.wait(priority, now)
        assert wait >= 0
        if wait == 0:
            ledger.sent(priority, now)
            ledger.settled()
            sent.append((priority, now))
    first = [priority for priority, at in sent if at < 300]
    assert len(first) <= 20
    assert first.count(Priority.POLL) <= 20 // 3


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def throttled() -> list[float]:
    return []


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def budget(throttled: list[float], clock: Time) -> Budget:
    return Budget(throttled.append, clock)


def headers(remaining: int, reset: int = 300, limit: int = 500) -> dict[str, str]:
    return {
        "ratelimit-limit": str(limit),
        "ratelimit-remaining": str(remaining),
        "ratelimit-reset": str(reset),
    }


async def test_an_open_gate_holds_up_nobody(budget: Budget, throttled: list[float]):
    async with asyncio.timeout(1):
        for priority in Priority:
            async with budget.turn(priority):
                pass
    assert throttled == []


@pytest.mark.parametrize("priority", Priority)
async def test_who_would_wait_too_long_is_told_to_come_again(
    budget: Budget, throttled: list[float], priority: Priority
):
    budget.refused(60)
    with pytest.raises(Busy) as busy:
        async with budget.turn(priority):
            pass
    assert busy.value.retry_after == 60
    assert throttled[0] == 60


async def test_the_user_is_told_of_what_they_wait_for_and_of_nothing_else(
    budget: Budget, throttled: list[float]
):
    budget.heard(headers(100))
    for priority in (Priority.POLL, Priority.TYPING):
        with pytest.raises(Busy):
            async with budget.turn(priority):
                pass
    assert throttled == []
    budget.heard(headers(0, 42))
    with pytest.raises(Busy):
        async with budget.turn(Priority.SEND):
            pass
    assert throttled == [42]


@pytest.mark.parametrize(
    "told", [{}, headers(5) | {"ratelimit-reset": "soon"}, headers(0, limit=0), headers(-1),
             headers(0) | {"ratelimit-remaining": "٠"}, headers(0) | {"ratelimit-limit": "9" * 10}],
)  # fmt: skip
async def test_headers_that_say_nothing_change_nothing(budget: Budget, told: dict[str, str]):
    budget.heard(told)
    async with budget.turn(Priority.POLL):
        pass


async def test_those_who_wait_go_in_the_order_of_their_priorities():
    budget, passed = Budget(), list[str]()
    budget.refused(0.05)

    async def wait(priority: Priority, name: str) -> None:
        async with budget.turn(priority):
            passed.append(name)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        for priority, name in (
            (Priority.POLL, "poll"),
            (Priority.READ, "read"),
            (Priority.SEND, "first"),
            (Priority.SEND, "second"),
        ):
            group.create_task(wait(priority, name))
            await asyncio.sleep(0)
    assert passed == ["first", "second", "read", "poll"]


async def test_a_refusal_sends_away_those_who_wait(budget: Budget):
    budget.refused(1)
    waiting = asyncio.create_task(budget.turn(Priority.SEND).__aenter__())
    await asyncio.sleep(0)
    assert not waiting.done()
    budget.refused(100)
    with pytest.raises(Busy):
        await asyncio.wait_for(waiting, 1)


async def test_who_gives_up_waiting_costs_nothing(clock: Time, throttled: list[float]):
    budget = Budget(throttled.append, clock)
    budget.heard(headers(1, 2))
    async with budget.turn(Priority.SEND):
        pass
    waiting = [asyncio.create_task(budget.turn(Priority.SEND).__aenter__()) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    clock.now = 2
    budget.heard(headers(1))
    await asyncio.wait_for(waiting[1], 1)
    with pytest.raises(Busy):
        async with budget.turn(Priority.SEND):
            pass


async def test_who_comes_as_the_gate_opens_overtakes_nobody(budget: Budget, clock: Time):
    passed: list[str] = []

    async def wait(priority: Priority, name: str) -> None:
        async with budget.turn(priority):
            passed.append(name)

    budget.refused(4)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(wait(Priority.SEND, "first"))
        for _ in range(3):
            await asyncio.sleep(0)
        clock.now = 4
        group.create_task(wait(Priority.SEND, "second"))
    assert passed == ["first", "second"]
