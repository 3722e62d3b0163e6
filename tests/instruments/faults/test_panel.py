"""The knobs by their letters."""

import pytest

from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.panel import HEAL, press, rows
from safespot_tui.instruments.faults.permission import NotAllowed
from tests.sync.still_clock import StillClock


def is_on(faults: Faults, key: str) -> bool:
    return next(row.is_on for row in rows(faults) if row.key == key)


def test_a_letter_turns_a_knob_on_and_off() -> None:
    faults = Faults(StillClock(), allowed=True)
    keys = [row.key for row in rows(faults)]
    assert len(keys) == len({*keys, HEAL}) - 1
    for key in keys:
        assert not is_on(faults, key)
        assert press(faults, key)
        # What is done at once is over at once.
        assert is_on(faults, key) is (key != "x")
        press(faults, key)
    assert press(faults, "f")
    assert press(faults, HEAL)
    assert faults.knobs == ()
    assert not press(faults, "?")


def test_what_is_set_otherwise_is_shown_as_it_is_and_counted() -> None:
    faults = Faults(StillClock(), allowed=True)
    faults.order("drop frames next 2 of chat")
    faults.strikes("drop frames", "a chat")
    row = next(row for row in rows(faults) if row.key == "f")
    assert (row.order, row.is_on, row.count) == ("drop frames next 2 of chat", True, 1)


def test_nothing_is_turned_where_it_is_not_allowed() -> None:
    faults = Faults(StillClock())
    with pytest.raises(NotAllowed):
        press(faults, "f")
    assert press(faults, HEAL)
