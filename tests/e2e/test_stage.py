"""Tapes in a terminal: one that is recorded by hand, one that is played before one's eyes."""

import signal

import pytest

from .people import PROGRAM, Person
from .terminal import Terminal

ENTER, QUIT = "\r", "\x1b[21~"


def test_what_is_recorded_can_be_played(sofia: Person, marta: Person) -> None:
    sofia.json("new", "Marta")
    path = sofia.home / "mine.tape"
    with Terminal([PROGRAM, "stage", "record", str(path)], sofia.env) as screen:
        screen.wait_for("● Live")
        screen.type(ENTER)
        screen.wait_for("Write a message")
        screen.type("grabado" + ENTER)
        screen.wait_for("grabado +✓")
        screen.type(QUIT)
        screen.wait_for("Written: ")
        assert screen.wait_exit() == 0
    lines = path.read_text().splitlines()
    assert lines[3] == "As Sofia"
    assert [line for line in lines if line.startswith("Type")] == ['Type "grabado"']
    # As it was recorded: on the same account, whose profile and archive are left alone.
    played = sofia.run("stage", "run", str(path), "--profile", "default")
    assert played.returncode == 0, played.stdout
    told = sofia.json("history", "Marta")["messages"]
    assert [message["content"] for message in told if message["type"] == "text"] == ["grabado"] * 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_tape_is_watched_until_one_has_seen_enough(sofia: Person, number: signal.Signals) -> None:
    path = sofia.home / "endless.tape"
    path.write_text('As Sofia\nExpect@10m "nobody says this"\n')
    play = ["stage", "run", str(path), "--profile", "default", "--live", "--pace", "0"]
    with Terminal([PROGRAM, *play], sofia.env) as screen:
        screen.wait_for("● Live")
        screen.wait_for(r"Sofia .*endless.tape:2 Expect@10m")
        screen.signal(number)
        screen.wait_for("no tape in ")
        assert screen.wait_exit() == 130
