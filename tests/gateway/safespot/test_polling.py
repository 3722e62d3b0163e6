"""What is asked for again, and that it is never too much."""

import itertools
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.safespot.polling import (
    OTHERS_SECONDS,
    ROOMS_SECONDS,
    SETTLE_SECONDS,
    SHARE,
    SHOWN_SECONDS,
    WINDOW,
    Kind,
    Look,
    Plan,
)

ONE, TWO = ConversationId("one"), ConversationId("two")
ROOMS = Look(Kind.ROOMS)
WHOLE = Look(Kind.WHOLE, ONE)


def looks(plan: Plan, begin: float, end: float, rows: int = 0) -> list[tuple[float, Look]]:
    """What is asked for, if every request is answered at once."""
    made: list[tuple[float, Look]] = []
    now = begin
    while now < end and len(made) < 10_000:
        if (look := plan.next(now)) is not None:
            made.append((now, look))
            plan.answered(look, now, rows)
        else:
            now += max(plan.due_in(now), 0.01)
    return made


def test_an_idle_client_asks_for_its_conversations_once_a_minute() -> None:
    plan = Plan()
    plan.begin(0)
    made = looks(plan, 0, 10 * ROOMS_SECONDS + 1)
    assert {look for _at, look in made} == {ROOMS}
    assert len(made) == 10


def test_the_one_on_screen_is_looked_at_once_it_stays_there_and_then_at_its_pace() -> None:
    plan = Plan()
    plan.begin(0)
    plan.watch([ONE], 10)
    made = [at for at, look in looks(plan, 10, 10 + 4 * SHOWN_SECONDS) if look == WHOLE]
    assert 10 + SETTLE_SECONDS <= made[0] < 10 + SETTLE_SECONDS + 0.1
    assert len(made) == 4


def test_one_that_left_the_screen_is_looked_at_rarely() -> None:
    plan = Plan()
    plan.begin(0)
    plan.watch([ONE], 0)
    looks(plan, 0, 30)
    plan.watch([TWO], 30)
    later = looks(plan, 30, 30 + 2 * OTHERS_SECONDS)
    assert sum(look == WHOLE for _at, look in later) == 2


def test_each_of_several_on_screen_is_looked_at_at_its_pace_and_none_for_another() -> None:
    plan = Plan()
    plan.begin(0)
    plan.watch([ONE, TWO], 0)
    first = looks(plan, 0, 10)
    assert sorted(str(look.conversation_id) for _at, look in first) == sorted([ONE, TWO])
    plan.watch([TWO, ONE], 10)
    assert looks(plan, 10, 20) == [], "who looks at the other one asks for nothing"
    later = [look for _at, look in looks(plan, 20, 20 + 2 * SHOWN_SECONDS)]
    assert later.count(WHOLE) == later.count(Look(Kind.WHOLE, TWO)) == 2


def test_a_long_history_is_looked_at_less_often() -> None:
    def count(rows: int) -> int:
        plan = Plan()
        plan.begin(0)
        plan.watch([ONE], 0)
        return len([look for _at, look in looks(plan, 0, 1000, rows) if look == WHOLE])

    assert count(20_000) < count(0) / 8


def test_what_is_wanted_many_times_is_asked_for_once() -> None:
    plan = Plan()
    plan.begin(0)
    for _time in range(100):
        plan.want_rooms(1)
        plan.want_news(ONE, 1)
    assert [look for _at, look in looks(plan, 1, 2.5)] == [ROOMS, Look(Kind.NEWS, ONE)]


def test_throttled_it_stands_still_and_then_goes_slower() -> None:
    plan = Plan()
    plan.begin(0)
    plan.watch([ONE], 0)
    plan.throttled(100, 0)
    assert plan.next(99) is None
    made = looks(plan, 100, 100 + 10 * SHOWN_SECONDS)
    assert 0 < sum(look == WHOLE for _at, look in made) < 8


def test_a_failure_is_tried_again_later_each_time() -> None:
    plan = Plan()
    plan.begin(0)
    plan.want_rooms(1)
    times: list[float] = []
    now = 1.0
    while len(times) < 5:
        if (look := plan.next(now)) is not None:
            times.append(now)
            plan.failed(look, now)
            assert plan.is_ailing
        else:
            now += 0.1
    waits = [b - a for a, b in itertools.pairwise(times)]
    assert waits == sorted(waits)
    assert waits[0] >= 4.9
    assert waits[-1] > 2 * waits[0]


Step = Callable[[Plan, float], None]
STEPS: dict[str, Step] = {
    "watch one": lambda plan, now: plan.watch([ONE], now),
    "watch two": lambda plan, now: plan.watch([TWO], now),
    "watch both": lambda plan, now: plan.watch([TWO, ONE], now),
    "watch none": lambda plan, now: plan.watch([], now),
    "rooms": lambda plan, now: plan.want_rooms(now),
    "news": lambda plan, now: plan.want_news(ONE, now),
    "other news": lambda plan, now: plan.want_news(TWO, now),
    "throttled": lambda plan, now: plan.throttled(3, now),
    "begin": lambda plan, now: plan.begin(now),
    "failed": lambda plan, now: plan.failed(ROOMS, now),
    "forget": lambda plan, now: plan.forget(ONE),
}


@given(
    st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=20),
    st.floats(0.01, 3.0),
    st.booleans(),
)
def test_never_more_than_a_third_of_what_the_server_allows(
    steps: list[str], apart: float, answers: bool
) -> None:
    plan = Plan()
    asked: list[float] = []
    now = 0.0
    for number in range(600):
        STEPS[steps[number % len(steps)]](plan, now)
        for _look in range(5):
            look = plan.next(now)
            if look is None:
                break
            asked.append(now)
            if answers:
                plan.answered(look, now)
            else:
                plan.again(look, now)
        assert plan.due_in(now) >= 0
        now += apart
    for index, first in enumerate(asked):
        assert sum(first <= at < first + WINDOW for at in asked[index : index + 500]) <= SHARE
