"""What is due, and why: one row a case."""

import itertools

import pytest

from safespot_tui.config.settings import Notify
from safespot_tui.tui.notifications.decision import (
    Arrival,
    Attention,
    Decision,
    Focus,
    Reason,
    Signal,
    decide,
)

HERE, AWAY, UNKNOWN = (Attention(focus) for focus in (Focus.HERE, Focus.AWAY, Focus.UNKNOWN))
PEACE = Attention(Focus.AWAY, do_not_disturb=True)


@pytest.mark.parametrize(
    ("arrival", "attention", "signal", "reason"),
    [
        (Arrival(), AWAY, Signal.NOTICE, Reason.NOT_LOOKING),
        (Arrival(), UNKNOWN, Signal.NOTICE, Reason.NOT_LOOKING),
        (Arrival(), HERE, Signal.BELL, Reason.LOOKING),
        (Arrival(shown=True), HERE, Signal.NOTHING, Reason.ON_SCREEN),
        (Arrival(shown=True), UNKNOWN, Signal.NOTHING, Reason.ON_SCREEN),
        (Arrival(shown=True), AWAY, Signal.NOTICE, Reason.NOT_LOOKING),
        (Arrival(own=True), AWAY, Signal.NOTHING, Reason.OWN),
        (Arrival(before_start=True), AWAY, Signal.NOTHING, Reason.BEFORE_START),
        (Arrival(read=True), AWAY, Signal.NOTHING, Reason.READ),
        (Arrival(muted=True), AWAY, Signal.NOTHING, Reason.MUTED),
        (Arrival(muted=True, mention=True), AWAY, Signal.NOTHING, Reason.MUTED),
        (Arrival(), PEACE, Signal.NOTHING, Reason.DO_NOT_DISTURB),
        (Arrival(mention=True), PEACE, Signal.NOTHING, Reason.DO_NOT_DISTURB),
        (Arrival(rule=Notify.NONE), AWAY, Signal.NOTHING, Reason.RULE),
        (Arrival(rule=Notify.NONE, mention=True), AWAY, Signal.NOTHING, Reason.RULE),
        (Arrival(rule=Notify.NONE, hit=True), AWAY, Signal.NOTICE, Reason.NOT_LOOKING),
        (Arrival(rule=Notify.MENTIONS, hit=True), HERE, Signal.BELL, Reason.LOOKING),
        (Arrival(hit=True), PEACE, Signal.NOTHING, Reason.DO_NOT_DISTURB),
        (Arrival(rule=Notify.MENTIONS), AWAY, Signal.NOTHING, Reason.RULE),
        (Arrival(rule=Notify.MENTIONS), HERE, Signal.NOTHING, Reason.RULE),
        (Arrival(rule=Notify.MENTIONS, mention=True), AWAY, Signal.NOTICE, Reason.NOT_LOOKING),
        (Arrival(rule=Notify.MENTIONS, mention=True), HERE, Signal.BELL, Reason.LOOKING),
    ],
)
def test_the_table(arrival, attention, signal, reason) -> None:
    assert decide(arrival, attention) == Decision(signal, reason)


def test_whatever_speaks_against_it_keeps_it_silent() -> None:
    against = ("own", "before_start", "read", "muted")
    for flags in itertools.product([False, True], repeat=len(against)):
        for shown, mention, hit, focus, rule in itertools.product(
            [False, True], [False, True], [False, True], Focus, Notify
        ):
            arrival = Arrival(
                **dict(zip(against, flags, strict=True)),
                shown=shown,
                mention=mention,
                hit=hit,
                rule=rule,
            )
            decision = decide(arrival, Attention(focus))
            if any(flags) or (rule is Notify.NONE and not hit):
                assert decision.signal is Signal.NOTHING
            assert decide(arrival, Attention(focus, do_not_disturb=True)).signal is Signal.NOTHING
