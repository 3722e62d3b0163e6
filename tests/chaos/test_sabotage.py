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
from tests.chaos.schedule import KillAt, Say, Schedule, Start, Step, Who
from tests.chaos.towns import Blueprint

ONE, TWO = Say(0, "q01q"), Say(0, "q02q")


@pytest.fixture
def proxy() -> Iterator[ThreadedProxy]:
    """One of its own: nothing that other runs ordered may be left."""
    with ThreadedProxy() as proxy:
        yield proxy


@pytest.fixture
def blueprint(tmp_path_factory: pytest.TempPathFactory, proxy: ThreadedProxy) -> Blueprint:
    return Blueprint(tmp_path_factory.mktemp("town"), proxy)


@pytest.mark.parametrize(
    ("bug", "steps", "noticed"),
    [
        (
            "forgetful",
            (KillAt(Who.CLIENT, Point.BEFORE, ONE, goes_on=False), Start(Who.CLIENT)),
            "q01q was on the screen and is lost",
        ),
        (
            "repetitive",
            (KillAt(Who.CLIENT, Point.AFTER, ONE, goes_on=False), Start(Who.CLIENT)),
            "q01q is 2 times on",
        ),
        ("hasty", (ONE, TWO), "but the server has ['q02q', 'q01q']"),
    ],
)
def test_a_bug_in_the_client_is_noticed(
    bug: str,
    steps: tuple[Step, ...],
    noticed: str,
    tmp_path: Path,
    blueprint: Blueprint,
    proxy: ThreadedProxy,
):
    schedule = Schedule(seed=0, deployed=False, steps=steps)
    (tmp_path / "healthy").mkdir()
    play(schedule, tmp_path / "healthy", blueprint, proxy)
    client = (sys.executable, sabotaged_client.__file__, bug)
    (tmp_path / "sabotaged").mkdir()
    with pytest.raises(Broke, match=re.escape(noticed)):
        play(schedule, tmp_path / "sabotaged", blueprint, proxy, client, patience=3)
