"""Percentiles, against sorting."""

from random import Random

import pytest

from safespot_tui.stage.load.latencies import Latencies, Spread


def counted(seconds: list[float]) -> Latencies:
    latencies = Latencies()
    for each in seconds:
        latencies.add(each)
    return latencies


def test_percentiles_are_those_of_sorting() -> None:
    chance = Random(1)
    seconds = sorted(chance.lognormvariate(-4, 1.5) for _each in range(5_000))
    spread = counted(seconds).spread()
    assert spread.count == 5_000
    assert spread.longest == seconds[-1]
    for told, percent in ((spread.p50, 50), (spread.p90, 90), (spread.p99, 99)):
        exact = seconds[-(-5_000 * percent // 100) - 1]
        assert exact <= told + 1e-6
        assert told == pytest.approx(exact, rel=0.01)


def test_one_is_all_percentiles() -> None:
    assert counted([0.25]).spread() == Spread(1, 0.25, 0.25, 0.25, 0.25)


def test_none_is_nothing() -> None:
    assert Latencies().spread() == Spread()


def test_two_counts_are_one() -> None:
    few, many = counted([0.001] * 10), counted([1.0] * 90)
    few.merge(many)
    assert few.spread() == counted([0.001] * 10 + [1.0] * 90).spread()


def test_memory_does_not_grow_with_their_number() -> None:
    chance = Random(2)
    latencies = counted([chance.uniform(0, 10) for _each in range(20_000)])
    assert len(latencies.counts) < 3_000
