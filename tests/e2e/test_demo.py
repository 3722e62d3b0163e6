"""The demo for scripts: what it says, who answers, and that nothing is left of it."""

import json
import os
import signal
import subprocess
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import forkserver

from .people import PROGRAM, Person, environment
from .terminal import DEADLINE, Terminal


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", Any]]:
    """A running demo whose temporary folder is inside `folder`, and its one line."""
    process = subprocess.Popen(
        [PROGRAM, "demo", "--no-tui", "--json", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(folder) | {"TMPDIR": str(folder)},
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, json.loads(line)
    finally:
        process.kill()
        process.communicate()


def children(folder: Path) -> list[int]:
    """Processes of a demo in `folder` that are still there."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environ = (entry / "environ").read_bytes()
            running = (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        if f"TMPDIR={folder}".encode() in environ.split(b"\0") and running:
            found.append(int(entry.name))
    return found


def wait_until_gone(folder: Path) -> None:
    end = time.monotonic() + DEADLINE
    while (left := children(folder)) or list(folder.glob("safespot-demo-*")):
        assert time.monotonic() < end, (left, list(folder.glob("safespot-demo-*")))
        time.sleep(0.05)


def guest(folder: Path, said: Any, number: int = 0) -> Person:
    """A person logged in to one of the demo's accounts."""
    account = said["accounts"][number]
    person = Person(folder / f"home{number}", account["alias"])
    person.email = account["email"]
    done = person.run(*person.login_arguments(said["url"]), stdin=account["password"])
    assert done.returncode == 0, done.stderr
    return person


pytestmark = pytest.mark.skipif(
    not os.path.isdir("/proc"), reason="what is left of a demo is counted in /proc"
)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_what_there_is_and_leaves_nothing(tmp_path: Path, end: signal.Signals):
    with demo(tmp_path) as (process, said):
        assert said["url"].startswith("http://127.0.0.1:")
        assert len(said["accounts"]) == 12
        assert all(
            account.keys() == {"email", "password", "user_id", "alias"}
            for account in said["accounts"]
        )
        assert len(children(tmp_path)) == 3
        process.send_signal(end)
        out, errors = process.communicate(timeout=DEADLINE)
        assert (process.returncode, out, errors) == (0, "", "")
        assert children(tmp_path) == []
        assert list(tmp_path.glob("safespot-demo-*")) == []


def test_nothing_is_left_when_it_is_killed(tmp_path: Path):
    with demo(tmp_path) as (process, _said):
        process.kill()
        process.wait()
        wait_until_gone(tmp_path)


def test_a_neighbour_types_answers_and_reads(tmp_path: Path):
    with demo(tmp_path) as (_process, said):
        sofia = guest(tmp_path, said)
        marta = said["accounts"][1]["user_id"]
        tail = forkserver.Popen(
            [PROGRAM, "tail", "--json"], stdout=subprocess.PIPE, env=sofia.env, text=True
        )
        # Whoever waits for an answer that never comes reads the end instead.
        deadline = threading.Timer(DEADLINE, tail.kill)
        deadline.start()
        try:
            assert tail.stdout is not None
            events = (json.loads(line) for line in tail.stdout)
            next(event for event in events if event["event"] == "sync")
            sent = sofia.json("send", "Marta", "Hola Marta, hay luz en tu casa?")
            here = [
                event
                for event in until(events, lambda event: is_answer(event, marta, sent))
                if event.get("conversation_id", sent["conversation_id"]) == sent["conversation_id"]
            ]
        finally:
            deadline.cancel()
            tail.kill()
            tail.communicate()
        names = [event["event"] for event in here if event.get("user_id") == marta]
        assert names.index("message-delivered") < names.index("member-updated")
        assert "typing" in names
        history = sofia.json("history", "Marta")["messages"]
        assert next(m for m in history if m["id"] == sent["id"])["delivery"] == "read"


def is_answer(event: dict[str, Any], sender_id: str, sent: dict[str, Any]) -> bool:
    message = event.get("message", {})
    return (
        event["event"] == "message-created"
        and message["sender_id"] == sender_id
        and message["conversation_id"] == sent["conversation_id"]
    )


def until(events: Iterator[dict[str, Any]], last: Any) -> Iterator[dict[str, Any]]:
    for event in events:
        yield event
        if last(event):
            return
    raise AssertionError("the events ended before")


def test_the_same_seed_gives_the_same_neighbourhood(tmp_path: Path):
    told: list[Any] = []
    for run in ("one", "two"):
        folder = tmp_path / run
        folder.mkdir()
        with demo(folder, "--no-bots", "--seed", "7", "--messages", "60") as (_process, said):
            largest = guest(folder, said).json("history", "Vecinos de Caballito Norte")["messages"]
            told.append((said["accounts"], [(m["id"], m["content"]) for m in largest]))
            assert len(children(folder)) == 2
    assert told[0] == told[1]


def test_a_hundred_thousand_messages_are_there_in_seconds(tmp_path: Path):
    started = time.monotonic()
    with demo(tmp_path, "--no-bots", "--messages", "100000") as (_process, said):
        assert time.monotonic() - started < 30
        person = guest(tmp_path, said)
        last = person.json("history", "Vecinos de Caballito Norte", "--limit", "1")["messages"]
        assert last[0]["content"].startswith("En la tele")


def test_a_port_that_is_taken_is_said(tmp_path: Path):
    with demo(tmp_path, "--no-bots") as (_process, said):
        port = said["url"].rpartition(":")[2]
        (tmp_path / "other").mkdir()
        done = Person(tmp_path / "person", "Person").run(
            "demo", "--no-tui", "--no-bots", "--port", port
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.count("\n") == 1


def test_the_screen_opens_on_the_neighbourhood_and_takes_it_away(tmp_path: Path):
    person = Person(tmp_path / "person", "Person")
    env = person.env | {"TMPDIR": str(tmp_path)}
    with Terminal([PROGRAM, "demo"], env, forked=False) as screen:
        screen.wait_for("Waking the neighbours…")
        local_flags = screen.settings[3]
        assert isinstance(local_flags, int)
        assert not termios.ECHO & local_flags
        screen.wait_for("Vecinos de Caballito")
        screen.wait_for("● Live")
        screen.type("\x1b[21~")
        assert screen.wait_exit() == 0
        assert screen.settings == screen.settings_before
    wait_until_gone(tmp_path)
    assert [path for path in person.home.rglob("*") if path.is_file()] == []
