"""What schedules are made of: all kinds of trouble, and nothing that cannot be done."""

from itertools import product
from typing import get_args

from tests.chaos.faults import SEND_DEEDS, STREAM_DEEDS, Asked, Point, SendFault, StreamFault
from tests.chaos.hooks import Backing, Hook, hooks
from tests.chaos.schedule import Schedule, killed_at, schedule
from tests.chaos.steps import (
    Delete,
    Hear,
    Kill,
    Order,
    Say,
    Show,
    Start,
    Step,
    Who,
)
from tests.chaos.test_chaos import SEEDS
from tests.chaos.towns import OLD

QUICK, SOAK = ([schedule(seed) for seed in seeds] for seeds in (SEEDS, range(200)))


def steps(schedules: list[Schedule]) -> list[Step]:
    return [step for each in schedules for step in each.steps]


def missed(schedules: list[Schedule]) -> set[tuple[Who, Hook]]:
    """The hooks at which nobody dies in any of these runs."""
    all_of_them = {
        (who, hook) for who, backing in product(Who, Backing) for hook in hooks(who, backing)
    }
    return all_of_them - {killed for step in steps(schedules) if (killed := killed_at(step))}


def test_a_seed_is_always_the_same_schedule():
    assert [schedule(each.seed) for each in SOAK] == SOAK
    assert len({each.steps for each in SOAK}) == len(SOAK)


def test_the_quick_runs_have_every_kind_of_step_and_every_server():
    assert {type(step) for step in steps(QUICK)} == {*get_args(Step)}
    assert {each.backing for each in QUICK} == {*Backing}


def test_somebody_dies_at_every_hook_in_the_quick_runs():
    assert missed(QUICK) == set()
    # There are no more runs than it takes.
    assert missed(QUICK[: len(QUICK) // 2]) != set()


def test_the_soak_kills_at_every_hook_of_every_server():
    for backing in Backing:
        there = [each for each in SOAK if each.backing is backing]
        killed = {killed for step in steps(there) if (killed := killed_at(step))}
        assert {(who, hook) for who in Who for hook in hooks(who, backing)} <= killed


def test_the_soak_breaks_everything_that_can_break():
    faults = {step.fault for step in steps(SOAK) if isinstance(step, Order)}
    sends = {fault for fault in faults if isinstance(fault, SendFault)}
    assert {(it.point, it.deed) for it in sends} == {*product(Point, SEND_DEEDS)}
    assert {(it.point, it.asked) for it in sends} == {*product(Point, Asked)}
    assert faults - sends == {*map(StreamFault, STREAM_DEEDS)}


def test_every_run_types_several_messages_and_kills_all_that_can_be_killed():
    for each in SOAK:
        alive = dict.fromkeys(Who, True)
        deaths: set[Who] = set()
        typed: list[str] = [marker for markers in OLD for marker in markers]
        deleted: list[str] = []
        for step in each.steps:
            match getattr(step, "wish", step):
                case Say(_, marker) | Show(_, marker):
                    assert alive[Who.CLIENT]
                    typed.append(marker)
                case Delete(_, marker):
                    assert alive[Who.CLIENT]
                    assert marker in typed
                    deleted.append(marker)
                case _:
                    pass
            match step:
                case Start(who):
                    assert not alive[who]
                    alive[who] = True
                case Kill(who):
                    # Nothing if it is dead already.
                    alive[who] = False
                    deaths.add(who)
                case Hear():
                    assert alive[Who.SERVER]
                    assert alive[Who.DATABASE]
                case _ if (killed := killed_at(step)) is not None:
                    who, hook = killed
                    assert hook in hooks(who, each.backing)
                    assert alive[who]
                    alive[who] = False
                    deaths.add(who)
                case _:
                    pass
        assert all(alive.values())
        assert deaths == {who for who in Who if hooks(who, each.backing)}
        assert len({*deleted}) == len(deleted)
        assert len(typed) + len(deleted) >= len(OLD[0]) + 3
