"""The full-screen client on the API that SafeSpot runs today, with that server's traps on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.safespot_server import Neighbourhood, ThreadedServer

from .deployed import Neighbour, deployed, stored
from .people import PROGRAM
from .terminal import Terminal

ENTER, ESCAPE = "\r", "\x1b"
TO_YES = "\x1b[D"
SELECT, QUIT = "\x1bOS", "\x1b[21~"
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


PANE = 34
"""The column at which the conversation begins; left of it is the inbox."""

IDS = Neighbourhood()
BETWEEN = IDS.ana_bruno


def test_two_people_chat_reply_edit_react_and_delete(
    server: ThreadedServer, ana: Neighbour, bruno: Neighbour
):
    with talking(ana, "Bruno") as hers, talking(bruno, "Ana") as his:
        hers.type(long("si 1 < 2 <b>vale</b> & más") + ENTER)
        his.wait_for("si 1 < 2 <b>vale</b> & más")
        hers.wait_for("& más +✓✓")
        his.type(SELECT + "r")
        his.type(long("respuesta") + ENTER)
        hers.wait_for("respuesta")
        his.wait_for("respuesta +✓✓")

        # This server's stream tells of none of these: each waits until the client looks again.
        hers.type(SELECT + "x")
        hers.wait_for("React")
        hers.type(ENTER)
        his.type(SELECT + "e")
        his.type(" corregida" + ENTER)
        his.wait_for("respuesta corregida")
        his.wait_for("👍")
        hers.wait_for("respuesta corregida")

        his.type(SELECT + "d")
        his.wait_gone("respuesta corregida")
        hers.wait_gone("respuesta corregida")
        assert (hers.text.count("& más"), his.text.count("& más")) == (1, 1)
    assert stored(server, BETWEEN)[-1].endswith("si 1 &lt; 2 &lt;b&gt;vale&lt;/b&gt; & más")


def test_what_was_missed_appears_once_and_in_order(server: ThreadedServer, ana: Neighbour):
    with talking(ana, "Bruno") as screen:
        screen.type(QUIT)
        screen.wait_exit()
    missed = [f"mensaje-{n:03}." for n in range(120)]
    server.do(lambda it: it.write(BETWEEN, IDS.bruno, *missed))
    with Terminal([PROGRAM], ana.env, rows=160) as screen:
        screen.wait_for(LIVE)
        screen.wait_for("mensaje-119")
        shown = screen.wait_for(r"mensaje-000(.|\n)*mensaje-119")
        pane = "\n".join(line[PANE:] for line in shown.splitlines())
        assert re.findall(r"mensaje-\d{3}\.", pane) == missed


def test_a_server_restarted_in_mid_stream_loses_nothing(
    server: ThreadedServer, ana: Neighbour, bruno: Neighbour
):
    with talking(ana, "Bruno") as hers, talking(bruno, "Ana") as his:
        server.stop()
        typed = [long(f"sin-red-{n}") for n in range(4)]
        for text in typed:
            hers.type(text + ENTER)
            hers.wait_for(text[-9:] + " +◷")
        server.start()
        hers.wait_for("sin-red-3 +✓")
        his.wait_for("sin-red-3")
        assert stored(server, BETWEEN)[-4:] == typed
        for text in typed:
            assert (hers.text.count(text[-9:]), his.text.count(text[-9:])) == (1, 1)


def test_a_storm_of_429_delays_and_loses_nothing(
    server: ThreadedServer, ana: Neighbour, bruno: Neighbour
):
    with talking(ana, "Bruno") as hers, talking(bruno, "Ana") as his:
        server.do(lambda it: it.faults.storm(6))
        typed = [long(f"tormenta-{n}") for n in range(3)]
        for text in typed:
            hers.type(text + ENTER)
            hers.wait_for(text[-10:])
        hers.wait_for("slow down")
        hers.wait_for("tormenta-2 +✓")
        his.wait_for("tormenta-2")
        hers.wait_gone("slow down")
        assert stored(server, BETWEEN)[-3:] == typed


@pytest.mark.parametrize("stored_first", [True, False])
def test_an_answer_that_never_came_does_not_send_twice(
    server: ThreadedServer, ana: Neighbour, stored_first: bool
):
    with talking(ana, "Bruno") as screen:
        server.do(lambda it: it.faults.fail_sends(2, stored=stored_first))
        screen.type(long("ambigua") + ENTER)
        screen.wait_for("ambigua +✓")
    assert stored(server, BETWEEN).count(long("ambigua")) == 1


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


def test_leaving_takes_the_conversation_away_here_only(
    server: ThreadedServer, ana: Neighbour, bruno: Neighbour
):
    with talking(ana, "Bruno") as screen:
        screen.type("\x1bl")
        screen.wait_for("Leave")
        screen.press(TO_YES)
        screen.type(ENTER)
        screen.wait_gone("cuadra")
        screen.wait_gone("Bruno")
    assert "Bruno" not in [c["title"] for c in ana.json("inbox")["conversations"]]
    assert BETWEEN in [c["id"] for c in bruno.json("inbox")["conversations"]]
