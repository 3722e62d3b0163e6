"""A client that has a bug is caught, by the same machinery that finds nothing wrong otherwise."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import sabotaged_client, sabotaged_server
from tests.chaos.faults import Point
from tests.chaos.hooks import Backing
from tests.chaos.play import CLIENT, Broke, Places, play
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.schedule import Schedule
from tests.chaos.steps import (
    Delete,
    KillAt,
    KillHolding,
    KillInTransaction,
    Say,
    Show,
    Start,
    Step,
    Who,
)
from tests.chaos.typist import Command
from tests.postgres.cluster import Cluster

ONE, TWO, THREE, FOUR = (Say(0, f"q0{number}q") for number in range(1, 5))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, mortal_postgres: Cluster) -> Iterator[Places]:
    """With a proxy of their own: nothing played elsewhere meets what was ordered for a bug."""
    with ThreadedProxy() as proxy:
        yield Places(tmp_path_factory.mktemp("towns"), proxy, mortal_postgres)


OLD_ONE = Delete(0, "d01d")

BUGS: dict[str, tuple[tuple[Step, ...], str]] = {
    "forgetful": (
        (KillAt(Who.CLIENT, Point.BEFORE, ONE, goes_on=False), Start(Who.CLIENT)),
        "q01q was on the screen and is lost",
    ),
    "repetitive": (
        (KillAt(Who.CLIENT, Point.AFTER, TWO, goes_on=False), Start(Who.CLIENT)),
        "q02q is 2 times on",
    ),
    "hasty": ((THREE, FOUR), r"the server has .*'q04q', 'q03q'"),
    "forgiving": (
        (KillHolding(OLD_ONE), Start(Who.CLIENT)),
        "d01d was shown as deleted and is still there",
    ),
    "careless": (
        (KillAt(Who.CLIENT, Point.BEFORE, Show(0, "q05q"), goes_on=False), Start(Who.CLIENT)),
        "q05q was refused",
    ),
}
"""What is played, and what is said to be wrong then."""


def noticed(
    client: Command,
    steps: tuple[Step, ...],
    folder: Path,
    places: Places,
    backing: Backing = Backing.FILE,
) -> str:
    """What is said to be wrong."""
    with pytest.raises(Broke) as broke:
        play(Schedule(0, backing, steps), folder, places, client, patience=3)
    return str(broke.value)


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_in_the_client_is_noticed(bug: str, tmp_path: Path, places: Places):
    steps, wrong = BUGS[bug]
    client = (sys.executable, sabotaged_client.__file__, bug)
    assert re.search(wrong, noticed(client, steps, tmp_path, places))


def test_a_hook_that_is_never_reached_is_noticed(tmp_path: Path, places: Places):
    client = (sys.executable, sabotaged_client.__file__, "discreet")
    steps = (KillAt(Who.CLIENT, Point.BEFORE, OLD_ONE, goes_on=False),)
    assert "the request for a deletion held before" in noticed(client, steps, tmp_path, places)


def test_a_bug_in_the_server_is_noticed_when_its_database_dies(
    tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(places, "server", sabotaged_server.__file__)
    steps = (KillInTransaction(Who.DATABASE, ONE), Start(Who.DATABASE))
    wrong = noticed(CLIENT, steps, tmp_path, places, Backing.POSTGRESQL)
    assert "q01q was shown as sent and is not on the server" in wrong


def test_nothing_is_wrong_with_a_client_that_has_no_bug(tmp_path: Path, places: Places):
    everything = tuple(step for steps, _noticed in BUGS.values() for step in steps)
    play(Schedule(0, Backing.FILE, everything), tmp_path, places)
