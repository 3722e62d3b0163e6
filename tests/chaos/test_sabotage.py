"""A client that has a bug is caught, by the same machinery that finds nothing wrong otherwise."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import sabotaged_client
from tests.chaos.faults import Point
from tests.chaos.play import Broke, play
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.schedule import KillAt, Say, Schedule, Start, Who
from tests.chaos.towns import Blueprint

ONE, TWO, THREE, FOUR = (Say(0, f"q0{number}q") for number in range(1, 5))


@pytest.fixture(scope="module")
def proxy() -> Iterator[ThreadedProxy]:
    """One of its own: nothing that is played elsewhere meets what was ordered for a bug."""
    with ThreadedProxy() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def blueprint(tmp_path_factory: pytest.TempPathFactory, proxy: ThreadedProxy) -> Blueprint:
    return Blueprint(tmp_path_factory.mktemp("town"), proxy)


BUGS = {
    "forgetful": (
        (KillAt(Who.CLIENT, Point.BEFORE, ONE, goes_on=False), Start(Who.CLIENT)),
        "q01q was on the screen and is lost",
    ),
    "repetitive": (
        (KillAt(Who.CLIENT, Point.AFTER, TWO, goes_on=False), Start(Who.CLIENT)),
        "q02q is 2 times on",
    ),
    "hasty": ((THREE, FOUR), "but the server has ['q04q', 'q03q']"),
}
"""What is played, and what is said to be wrong then."""


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_in_the_client_is_noticed(
    bug: str, tmp_path: Path, blueprint: Blueprint, proxy: ThreadedProxy
):
    steps, noticed = BUGS[bug]
    schedule = Schedule(seed=0, deployed=False, steps=steps)
    client = (sys.executable, sabotaged_client.__file__, bug)
    with pytest.raises(Broke, match=re.escape(noticed)):
        play(schedule, tmp_path, blueprint, proxy, client, patience=3)


def test_nothing_is_wrong_with_a_client_that_has_no_bug(
    tmp_path: Path, blueprint: Blueprint, proxy: ThreadedProxy
):
    everything = tuple(step for steps, _noticed in BUGS.values() for step in steps)
    play(Schedule(seed=0, deployed=False, steps=everything), tmp_path, blueprint, proxy)
