"""Messages of one millisecond stay in the server's order, which knows microseconds."""

import itertools

import pytest
from msgspec import structs

from safespot_tui.gateway.safespot.wire import MessageRow

from .recorded import ALICE, Hearer, room_row
from .test_replica import ROOM, contents, live, row, take, uid


def together(*numbers: int) -> list[MessageRow]:
    """Messages of one millisecond, in the order in which they were written."""
    return [structs.replace(row(number), created_at=row(1).created_at) for number in numbers]


def words(*numbers: int) -> list[str]:
    return [f"mensaje {number}" for number in numbers]


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_a_history_keeps_its_order(order: tuple[int, ...]):
    here = Hearer(ALICE, room_row(ROOM))
    take(here, *together(*order))
    assert contents(here) == words(*order)


def test_what_comes_live_comes_after_what_was_there():
    here = Hearer(ALICE, room_row(ROOM))
    take(here, *together(3, 2))
    (late,) = together(1)
    here.hear(structs.replace(live(1), row=structs.replace(late, is_starred=None)))
    assert contents(here) == words(3, 2, 1)
    take(here, *together(3, 2, 1))
    assert contents(here) == words(3, 2, 1)


def test_what_came_since_comes_after_what_was_there():
    here = Hearer(ALICE, room_row(ROOM))
    take(here, *together(5, 4))
    take(here, *together(4, 2, 3), since=uid(5))
    assert contents(here) == words(5, 4, 2, 3)
