"""The program as it is installed: each kind of command in a process that begins with nothing.

The other tests here fork theirs from a process that has imported everything (`tests/forkserver`).
"""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .people import PASSWORD, PROGRAM, Person
from .terminal import DEADLINE


def said(person: Person, *command: str, stdin: str = "") -> str:
    done = subprocess.run(
        [PROGRAM, *command], env=person.env, input=stdin, capture_output=True, text=True,
        timeout=DEADLINE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def started(person: Person, *command: str) -> Iterator["subprocess.Popen[str]"]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [PROGRAM, *command], env=person.env, stdout=pipe, stderr=pipe, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def next_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "it has ended"
    return line


def test_it_serves_and_is_talked_to(tmp_path: Path):
    sofia, marta = (Person(tmp_path / name.lower(), name) for name in ("Sofia", "Marta"))
    database = f"sqlite:///{tmp_path / 'server'}"
    with started(sofia, "serve", "--port", "0", "--database-url", database) as server:
        url = next_line(server).split()[-1]
        for person in (sofia, marta):
            login = (*person.login_arguments(url), "--register", "--alias", person.alias)
            assert person.alias in said(person, *login, stdin=PASSWORD)
        group = json.loads(said(sofia, "new", "Marta", "--group", "Plaza", "--json"))
        with started(sofia, "tail", "--json") as tail:
            assert json.loads(next_line(tail))["event"] == "sync"
            said(sofia, "send", group["id"], "hola")
            while json.loads(next_line(tail))["event"] != "message-created":
                pass
            tail.send_signal(signal.SIGTERM)
            assert tail.communicate(timeout=DEADLINE)[1] == ""
            assert tail.returncode == 0
        assert "hola" in said(sofia, "history", "Plaza")
        assert "Plaza" in said(sofia, "inbox")
        said(sofia, "logout")
        server.terminate()
        assert "Traceback" not in server.communicate(timeout=DEADLINE)[1]
