"""The headless commands on the API that SafeSpot runs today: the same words, the same shapes."""

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import forkserver
from tests.safespot_server import Neighbourhood, ThreadedServer

from .deployed import Neighbour, deployed, stored
from .people import PROGRAM, Backend, Person
from .terminal import DEADLINE

IDS = Neighbourhood()
BETWEEN = IDS.ana_bruno


@pytest.fixture
def server() -> Iterator[ThreadedServer]:
    with deployed() as server:
        yield server
        assert server.do(lambda it: [repr(each) for each in it.backend.mistakes]) == []


@pytest.fixture
def ana(tmp_path: Path, server: ThreadedServer) -> Neighbour:
    ana = Neighbour(tmp_path / "ana", "Ana", server)
    ana.log_in()
    return ana


def shape(value: Any) -> Any:
    """The keys of what a command printed; a null says nothing of a type."""
    match value:
        case dict():
            return {key: shape(each) for key, each in value.items()}
        case [first, *_]:
            return [shape(first)]
        case _:
            return None


def tailed(person: Person, act: Callable[[], object], words: str) -> dict[str, Any]:
    """What `tail --json` prints of a message that somebody writes while it runs."""
    tail = forkserver.Popen(
        [PROGRAM, "tail", "--json"], env=person.env, stdout=subprocess.PIPE, text=True
    )
    deadline = threading.Timer(DEADLINE, tail.kill)
    deadline.start()
    try:
        assert tail.stdout is not None
        for line in tail.stdout:
            event = json.loads(line)
            if event["event"] == "sync":
                act()
            if event["event"] == "message-created" and event["message"]["content"] == words:
                return event
        raise AssertionError("it never came")
    finally:
        deadline.cancel()
        tail.send_signal(signal.SIGINT)
        tail.communicate(timeout=DEADLINE)


@pytest.fixture
def sofia_elsewhere(backend: Backend, sofia: Person, marta: Person) -> Person:
    """Somebody on the bundled backend who has talked."""
    sofia.json("new", "Marta")
    sofia.json("send", "Marta", "hola")
    return sofia


def test_every_command_prints_the_same_shape_on_both_servers(
    server: ThreadedServer, ana: Neighbour, sofia_elsewhere: Person, marta: Person
):
    here, there = ana, sofia_elsewhere
    sent = here.json("send", "Bruno", "hola"), there.json("send", "Marta", "hola")
    assert shape(sent[0]).keys() == shape(sent[1]).keys()
    inbox = here.json("inbox")["conversations"], there.json("inbox")["conversations"]
    assert shape(inbox[0][0]).keys() == shape(inbox[1][0]).keys()
    history = here.json("history", "Bruno"), there.json("history", "Marta")
    assert shape(history[0]["messages"][0]).keys() == shape(history[1]["messages"][0]).keys()
    events = (
        tailed(here, lambda: server.do(lambda it: it.write(BETWEEN, IDS.bruno, "otra")), "otra"),
        tailed(there, lambda: marta.json("send", "Sofia", "otra"), "otra"),
    )
    assert events[0].keys() == events[1].keys()
    assert events[0]["message"].keys() == events[1]["message"].keys()


def test_what_is_sent_survives_the_sanitiser(server: ThreadedServer, ana: Neighbour):
    for words in ("a<b", "1 < 2 > 0", "<3", "List<String> x", "&lt;b&gt;", "cat <<EOF\nhola\nEOF"):
        assert ana.json("send", "Bruno", words)["content"] == words
        assert ana.json("history", "Bruno", "--limit", "1")["messages"][0]["content"] == words


def test_nobody_is_said_to_have_read_what_was_sent_without_listening(
    server: ThreadedServer, ana: Neighbour
):
    assert [ana.json("send", "Bruno", f"n-{n}")["delivery"] for n in range(3)] == ["sent"] * 3
    history = ana.json("history", "Bruno", "--limit", "3")["messages"]
    assert [each["delivery"] for each in history] == ["sent"] * 3


def test_looking_and_sending_mark_nothing_delivered(server: ThreadedServer, ana: Neighbour):
    assert delivered(server) == [False, False]
    for command in (["inbox"], ["doctor"], ["whoami"], ["send", "Bruno", "hola"]):
        done = ana.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert delivered(server) == [False, False]
    assert ana.run("history", report_room(server)).returncode == 0
    assert delivered(server) == [True, True]


def report_room(server: Any) -> str:
    return server.neighbourhood.about_report


def delivered(server: ThreadedServer) -> list[bool]:
    """Of each message that Carla wrote to Ana about her report."""
    return server.do(lambda it: [each.is_delivered for each in it.history(report_room(it))])


def test_an_identity_without_an_account_and_the_account_later(
    server: ThreadedServer, tmp_path: Path
):
    dora = Person(tmp_path / "dora", "Dora")
    done = dora.run("login", "--server", server.url, "--anonymous", "--alias", "Dora")
    assert done.returncode == 0, done.stdout + done.stderr
    before = dora.json("whoami")["id"]
    assert dora.json("new", "Bruno")["title"] == "Bruno"
    assert dora.json("send", "Bruno", "Soy nueva")["delivery"] in {"sent", "delivered"}
    done = dora.run(
        "login", "--server", server.url, "--email", "dora@example.test", "--password-stdin",
        "--register", "--alias", "Dora", stdin="secreto9\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert dora.json("whoami")["id"] == before
    (kept,) = dora.json("inbox")["conversations"]
    assert stored(server, kept["id"]) == ["Soy nueva"]


def test_a_conversation_about_a_report(server: ThreadedServer, tmp_path: Path):
    bruno = Neighbour(tmp_path / "bruno", "Bruno", server)
    bruno.log_in()
    ids = server.neighbourhood
    assert ids is not None
    opened = bruno.json("new", "--report", ids.report)
    assert opened["title"] == "Ana"
    assert opened["report"]["id"] == ids.report


def test_a_case_of_two_conversations_is_exported_and_verified(ana: Neighbour, tmp_path: Path):
    ids, path = (IDS.ana_bruno, IDS.about_report), tmp_path / "case.jsonl"
    told = ana.run("export", "--case", "Feria", *ids, "-o", str(path))
    assert told.returncode == 0, told.stderr
    said: dict[str, list[str]] = {}
    for line in map(json.loads, path.read_text().splitlines()):
        if line["kind"] == "conversation":
            said[line["facts"]["conversation_id"]] = []
        elif line["kind"] == "message":
            said[line["facts"]["conversation_id"]].append(line["facts"]["content"])
    assert said == {
        each: [message["content"] for message in ana.json("history", each)["messages"]]
        for each in ids
    }
    path.write_text(path.read_text().replace("Era roja", "Era azul"))
    verdict = ana.run("export", "verify", str(path))
    assert verdict.returncode == 1
    assert verdict.stderr.endswith(f"was changed. Conversation: Carla ({IDS.about_report}).\n")
