import re
from datetime import UTC, datetime
from random import Random

import pytest

from safespot_tui.demo.exchange import long_ago, new_exchange

NOW = datetime(2026, 5, 10, tzinfo=UTC)
NAMES = ("marta", "jorge", "lucia", "nico", "caro")


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_a_long_past_has_as_many_messages_as_wanted_and_leads_up_to_now(count: int):
    lines = long_ago(NAMES, count, NOW, Random(1))
    times = [line.at for line in lines]
    assert len(lines) == count
    assert times == sorted(times)
    assert all(at <= NOW for at in times)
    assert {line.name for line in lines} <= set(NAMES)
    assert not any(re.search(r"[{}]", line.text) for line in lines)


def test_two_people_can_talk_too():
    random = Random(1)
    for _ in range(50):
        assert {name for name, _ in new_exchange(NAMES[:2], random)} <= set(NAMES[:2])


def test_neighbours_do_not_repeat_themselves_word_for_word():
    texts = [line.text for line in long_ago(NAMES, 2000, NOW, Random(1))]
    assert len(set(texts)) > 300


def test_the_same_seed_gives_the_same_past():
    assert long_ago(NAMES, 100, NOW, Random(3)) == long_ago(NAMES, 100, NOW, Random(3))
