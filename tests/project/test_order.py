"""The dearest tests are begun first, and none is left out."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.order import DEAREST, dearest_first

ROOT = Path(__file__).parents[2]


def ordered(names: list[str], workers: int) -> list[str]:
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    return [item.nodeid for item in dearest_first(items, workers)]


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_every_worker_begins_with_the_dearest(workers: int) -> None:
    cheap = [f"tests/test_cheap.py::test_{number}" for number in range(24)]
    dear = [f"{file}::test_{number}" for file in reversed(DEAREST) for number in range(24)]
    found = ordered([*cheap, *dear, *cheap], workers)
    assert sorted(found) == sorted([*cheap, *dear, *cheap])
    part = len(found) // workers
    for worker in range(workers):
        assert found[worker * part] == f"{DEAREST[0]}::test_{worker}"


def test_what_is_cheap_stays_in_its_order() -> None:
    cheap = [f"tests/test_cheap.py::test_{number}" for number in range(10)]
    assert ordered(cheap, 3) == cheap


def test_what_is_said_to_be_dear_is_there() -> None:
    assert [file for file in DEAREST if not (ROOT / file).is_file()] == []
