"""What schedules are made of: all kinds of trouble, and nothing that cannot be done."""

from itertools import product
from typing import get_args

from tests.chaos.faults import SEND_DEEDS, STREAM_DEEDS, Point, SendFault, StreamFault
from tests.chaos.schedule import (
    Hear,
    Kill,
    KillAt,
    KillInTransaction,
    KillSoon,
    KillTyping,
    Order,
    Say,
    Schedule,
    Start,
    Step,
    Who,
    schedule,
)

QUICK, SOAK = ([schedule(seed) for seed in range(runs)] for runs in (20, 200))


def steps(schedules: list[Schedule]) -> list[Step]:
    return [step for each in schedules for step in each.steps]


def test_a_seed_is_always_the_same_schedule():
    assert [schedule(each.seed) for each in SOAK] == SOAK
    assert len({each.steps for each in SOAK}) == len(SOAK)


def test_the_quick_runs_have_every_kind_of_step_and_both_servers():
    assert {type(step) for step in steps(QUICK)} == {*get_args(Step)}
    assert {each.deployed for each in QUICK} == {True, False}


def test_the_soak_kills_at_every_point_and_breaks_everything_that_can_break():
    kills = {(step.who, step.point) for step in steps(SOAK) if isinstance(step, KillAt)}
    assert kills == {*product(Who, Point)}
    faults = {step.fault for step in steps(SOAK) if isinstance(step, Order)}
    assert {f for f in faults if isinstance(f, SendFault)} == {
        SendFault(*both) for both in product(Point, SEND_DEEDS)
    }
    assert {f for f in faults if isinstance(f, StreamFault)} == {*map(StreamFault, STREAM_DEEDS)}


def test_every_run_types_several_messages_and_kills_both():
    for each in SOAK:
        alive = dict.fromkeys(Who, True)
        deaths: list[Who] = []
        said = 0
        for step in each.steps:
            match step:
                case Start(who):
                    assert not alive[who]
                    alive[who] = True
                case Kill(who):
                    # Nothing if it is dead already.
                    alive[who] = False
                    deaths.append(who)
                case KillAt(who) | KillSoon(who):
                    assert all(alive.values()) or (isinstance(step, KillSoon) and alive[who])
                    alive[who] = False
                    deaths.append(who)
                    said += 1
                case KillInTransaction():
                    assert all(alive.values())
                    assert not each.deployed
                    alive[Who.SERVER] = False
                    deaths.append(Who.SERVER)
                    said += 1
                case KillTyping():
                    assert alive[Who.CLIENT]
                    alive[Who.CLIENT] = False
                    deaths.append(Who.CLIENT)
                case Say():
                    assert alive[Who.CLIENT]
                    said += 1
                case Hear():
                    assert alive[Who.SERVER]
                case _:
                    pass
        assert all(alive.values())
        assert {*deaths} == {*Who}
        assert said >= 3
