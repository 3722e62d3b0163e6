"""The full-screen client on the API that SafeSpot runs today, in terminals; the rest is tapes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.safespot_server import Neighbourhood, ThreadedServer

from .deployed import Neighbour, deployed
from .people import PROGRAM
from .terminal import Terminal

ENTER = "\r"
LIVE = r"● Live"


@pytest.fixture
def server() -> Iterator[ThreadedServer]:
    with deployed() as server:
        yield server
        assert server.do(lambda it: [repr(each) for each in it.backend.mistakes]) == []
        assert server.do(lambda it: list(it.backend.deaths)) == []


@pytest.fixture
def ana(tmp_path: Path, server: ThreadedServer) -> Neighbour:
    ana = Neighbour(tmp_path / "ana", "Ana", server)
    ana.log_in()
    return ana


@pytest.fixture
def bruno(tmp_path: Path, server: ThreadedServer) -> Neighbour:
    bruno = Neighbour(tmp_path / "bruno", "Bruno", server)
    bruno.log_in()
    return bruno


@contextmanager
def talking(person: Neighbour, other: str) -> Iterator[Terminal]:
    """The conversation with `other` on screen, live."""
    with Terminal([PROGRAM], person.env) as screen:
        screen.wait_for(LIVE)
        screen.type("\x07")
        screen.wait_for("Go to")
        screen.type(other)
        screen.wait_for(other)
        screen.type(ENTER)
        screen.wait_for("cuadra")
        yield screen


def long(marker: str) -> str:
    """A text whose end does not fit into the inbox's preview: the pane alone shows the marker."""
    return f"una frase bastante larga para el inbox, {marker}"


IDS = Neighbourhood()


def test_two_windows_of_one_account_agree_with_each_other_and_the_server(
    server: ThreadedServer, ana: Neighbour, bruno: Neighbour
):
    with talking(ana, "Bruno") as one, talking(ana, "Bruno") as two:
        one.type(long("de-una") + ENTER)
        two.wait_for("de-una +✓")
        two.type(long("de-dos") + ENTER)
        one.wait_for("de-dos +✓")
        server.do(lambda it: it.write(IDS.ana_carla, IDS.carla, "¡Ey!"))
        one.wait_for("3 unread")
        two.wait_for("3 unread")
        for screen in (one, two):
            text = screen.text
            assert text.index("de-una") < text.index("de-dos")
        history = ana.json("history", "Bruno")["messages"]
        assert [each["content"] for each in history][-2:] == [long("de-una"), long("de-dos")]
        assert history[-1]["delivery"] in {"sent", "delivered"}
    (carla,) = [c for c in ana.json("inbox")["conversations"] if c["unread"] == 1]
    assert carla["id"] == IDS.ana_carla
