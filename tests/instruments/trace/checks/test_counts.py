"""What a server counts as unread, beside what was heard of."""

import pytest

from safespot_tui.instruments.trace.checks.counts import Counts
from safespot_tui.instruments.trace.checks.facts import (
    EVERYTHING,
    Count,
    Disturbance,
    Fact,
    Held,
    Interrupted,
    Known,
    Line,
    Told,
)

ROOM, ANA, BETO = "room", "ana", "beto"
HISTORY = Held(2, 1, ROOM, (Line("a", ROOM, 10, ANA),), is_whole=True)
OWN = Told(5, 4, ROOM, "new-message", Line("d", ROOM, 30, ANA))
"""Ana's, after two of Beto's that were never heard of."""
BREAKS = Interrupted(ROOM), Interrupted(EVERYTHING), Disturbance(4)


def found(*facts: Fact) -> list[str]:
    counts = Counts()
    for fact in (Known(ANA), *facts):
        counts.take(fact)
    return [finding.detail for finding in counts.found()]


def count(unread: int, newest: int) -> Count:
    return Count(entry=9, asked=8, conversation_id=ROOM, unread=unread, newest=newest)


@pytest.mark.parametrize("broken", BREAKS)
def test_what_was_not_heard_is_not_held_against_the_server(broken: Fact) -> None:
    assert found(HISTORY, broken, OWN, count(2, 30)) == []


def test_what_a_server_left_out_is_another_fault_of_it() -> None:
    assert found(HISTORY, OWN, count(2, 30)) == []


@pytest.mark.parametrize("broken", BREAKS)
def test_what_has_not_moved_since_it_broke_is(broken: Fact) -> None:
    assert found(HISTORY, broken, count(1, 10)) == ["1 instead of 0"]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_whole_history_is_a_new_beginning(broken: Fact) -> None:
    lines = (*HISTORY.lines, Line("b", ROOM, 20, BETO, is_unread=True), OWN.line)
    again = Held(7, 6, ROOM, lines, is_whole=True)
    assert found(HISTORY, broken, OWN, again, count(1, 30)) == []
    assert found(HISTORY, broken, OWN, again, count(2, 30)) == ["2 instead of 1"]
