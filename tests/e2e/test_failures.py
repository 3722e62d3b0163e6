"""What fails is the user's: kept, explained, and theirs to decide, in a terminal, by key."""

import base64
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests import forkserver

from .conftest import Town
from .people import PASSWORD, PROGRAM, Backend, Person, environment
from .terminal import Terminal
from .test_screen import ENTER, LIVE, OFFLINE, long, opened, said

COPY, SELECT, LOG_IN_AGAIN = "c", "\x1bOS", "\x1b[15~"


def change(folder: Path, statement: str) -> None:
    """Change the server's database behind its back."""
    with closing(sqlite3.connect(folder / "server.sqlite3", timeout=10)) as database, database:
        database.execute(statement)


@pytest.fixture
def acquainted(sofia: Person, marta: Person) -> None:
    """Sofia and Marta have a group and have talked alone."""
    sofia.json("new", "Marta", "--group", "Plaza")
    sofia.json("send", "Plaza", long("en-la-plaza"))
    sofia.json("new", "Marta")
    sofia.json("send", "Marta", long("a-solas"))


# ---------------------------------------------------------------------------- refused


EVERYBODY_OUT = "UPDATE conversation_members SET left_at = 1"


@pytest.fixture
def refused(tmp_path: Path, acquainted: None, sofia: Person) -> Iterator[Terminal]:
    """Sofia's screen: a message to the group was refused, and is selected."""
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type("\x07plaza" + ENTER)
        screen.wait_for("en-la-plaza")
        change(tmp_path, f"{EVERYBODY_OUT} WHERE conversation_id IN (SELECT id FROM conversations"
                         " WHERE type = 'group')")  # fmt: skip
        screen.type("rechazado" + ENTER)
        screen.wait_for("Not sent: ")
        yield screen


def select_last(screen: Terminal) -> None:
    screen.press(SELECT)
    screen.wait_for("›")


def test_its_words_are_copied(refused: Terminal):
    select_last(refused)
    refused.press(COPY)
    refused.wait_for("Copied")
    assert base64.b64encode(b"rechazado") in refused.output


# ---------------------------------------------------------------------------- 401


def test_a_token_that_was_revoked_pauses_everything_and_loses_nothing(
    tmp_path: Path, acquainted: None, sofia: Person, marta: Person
):
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for("a-solas")
        change(tmp_path, "DELETE FROM sessions WHERE user_id IN"
                         " (SELECT id FROM users WHERE alias = 'Sofia')")  # fmt: skip
        screen.type("uno" + ENTER)
        screen.wait_for("Logged out")
        screen.wait_for("You have been logged out. Everything is kept")
        screen.type("dos" + ENTER)
        screen.type("tres")
        text = screen.wait_for("dos +◷")
        assert "a-solas" in text
        assert said(marta, "Sofia") == [long("a-solas")]

        screen.type(LOG_IN_AGAIN)
        screen.wait_for("Password")
        screen.type("wrong password" + ENTER)
        screen.wait_for("not right|wrong|incorrect")
        screen.type("\x15" + PASSWORD + ENTER)
        screen.wait_for(LIVE)
        screen.wait_for("dos +✓")
        screen.wait_for("tres")  # what was being written
        assert said(marta, "Sofia") == [long("a-solas"), "uno", "dos"]
        assert (screen.text.count("uno"), "to send" in screen.text) == (1, False)


# ---------------------------------------------------------------------------- 429


class BusyBackend(Backend):
    """A server that can be told to ask everybody to wait."""

    def start(self) -> None:
        database_url = f"sqlite:///{self._folder / 'server.sqlite3'}"
        self._process = forkserver.Popen(
            [sys.executable, "-m", "tests.e2e.busy_server", self._folder,
             "serve", "--port", str(self.port), "--database-url", database_url],
            cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment(self._folder), text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        assert "http://" in self._process.stdout.readline()

    def ask_to_wait(self, seconds: int) -> None:
        (self._folder / "wait").write_text(str(seconds))

    def take_again(self) -> None:
        (self._folder / "wait").unlink()

    @property
    def posted(self) -> list[float]:
        path = self._folder / "posted"
        return [float(line) for line in path.read_text().split()] if path.exists() else []


@pytest.fixture
def busy(tmp_path: Path, acquainted: None, backend: Backend, town: Town) -> Iterator[BusyBackend]:
    backend.kill()
    busy = BusyBackend(tmp_path, town.port)
    yield busy
    busy.kill()


@pytest.mark.parametrize("restarts", [False, True], ids=["that stays", "that is back meanwhile"])
def test_a_server_that_asks_to_wait_is_left_alone_until_then(
    busy: BusyBackend, sofia: Person, marta: Person, restarts: bool
):
    seconds = 7 if restarts else 3
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for("a-solas")
        busy.ask_to_wait(seconds)
        screen.type("luego" + ENTER)
        screen.wait_for("The server asks us to slow down: [0-9]+ s; nothing is lost")
        screen.wait_for("luego +◷")
        busy.take_again()
        if restarts:
            busy.kill()
            screen.wait_for(OFFLINE)
            busy.start()
        screen.wait_for("luego +✓")
    first, second = busy.posted
    print(f"asked to wait {seconds} s, waited {second - first:.2f} s")
    assert second - first >= seconds
    assert said(marta, "Sofia") == [long("a-solas"), "luego"]


# ---------------------------------------------------------------------------- the disk


def test_a_disk_that_takes_nothing_is_told_of_before_anything_is_shown_as_sent(
    acquainted: None, sofia: Person, marta: Person
):
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for("a-solas")
        screen.type("cabe" + ENTER)
        screen.wait_for("cabe +✓")
        pid = screen.process.pid
        unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        # No file may grow any more: what is written to the end of one fails, as on a full disk.
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, unlimited[1]))
        before = len(screen.output)
        screen.type("no-cabe" + ENTER)
        # It is where one writes, below what was said before, with the reason under it.
        screen.wait_for(r"(?<!-)cabe +✓\n+ +no-cabe\n +Your messages cannot be written to disk")
        assert "◷".encode() not in screen.output[before:], "shown as if it were on its way"
        assert said(marta, "Sofia")[-1] == "cabe"

        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
        screen.type(ENTER)
        screen.wait_for("no-cabe +✓")
        assert said(marta, "Sofia")[-1] == "no-cabe"
    log = b"".join(path.read_bytes() for path in (sofia.home / "log").iterdir())
    assert b"no-cabe" not in log
    assert json.loads(sofia.run("doctor", "--json").stdout)["ok"]


@contextmanager
def read_only(folder: Path) -> Iterator[list[str | Path]]:
    """What to put before a command, so that it finds a folder read-only; root needs a mount."""
    if os.geteuid() == 0:
        remount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        yield ["unshare", "--mount", "sh", "-c", remount, folder]
        return
    (account,) = (folder / "accounts").iterdir()
    account.chmod(0o500)
    try:
        yield []
    finally:
        account.chmod(0o700)


def test_a_folder_that_is_read_only_is_told_of_before_there_is_anything_to_write_in(
    acquainted: None, sofia: Person, marta: Person
):
    sentence = "Your messages cannot be written to disk. Check the data folder and try again."
    with read_only(sofia.home / "data") as prefix:
        with Terminal([*prefix, PROGRAM], sofia.env, forked=False) as screen:
            screen.wait_for(sentence)
            assert screen.wait_exit() == 1
            assert b"Traceback" not in screen.output
        for command, code in ((["send", "Marta", "perdido"], 1), (["doctor"], 1), (["inbox"], 0)):
            done = subprocess.run(
                [*prefix, PROGRAM, *command], env=sofia.env, capture_output=True, text=True,
                timeout=60, check=False,
            )  # fmt: skip
            assert (done.returncode, "Traceback" in done.stderr) == (code, False), done
            assert (sentence in done.stdout + done.stderr) == (code == 1)
            assert "damaged" not in done.stdout
    assert said(marta, "Sofia") == [long("a-solas")]
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
