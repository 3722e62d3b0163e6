"""The full-screen client, opened several times on one account, each in a terminal of its own."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tests.e2e.conftest import Town
from tests.e2e.people import Backend, Person
from tests.e2e.terminal import Terminal
from tests.e2e.test_screen import ENTER, LIVE, long, opened, said

LOCKED = b"locked"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def backend(tmp_path: Path, town: Town) -> Iterator[Backend]:
    shutil.copytree(town.folder, tmp_path, dirs_exist_ok=True)
    backend = Backend(tmp_path, town.port)
    yield backend
    backend.kill()


@pytest.fixture
def sofia(tmp_path: Path, backend: Backend) -> Person:
    sofia = Person(tmp_path / "sofia", "Sofia")
    sofia.json("new", "Marta")
    sofia.json("send", "Marta", long("desde-antes"))
    return sofia


@pytest.fixture
def marta(tmp_path: Path, backend: Backend) -> Person:
    return Person(tmp_path / "marta", "Marta")


def archive(person: Person) -> Path:
    (path,) = (person.home / "data" / "accounts").rglob("archive.sqlite3")
    return path


def integrity(person: Person) -> list[str]:
    connection = apsw.Connection(str(archive(person)), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return [str(said) for (said,) in connection.execute("PRAGMA integrity_check")]
    finally:
        connection.close()


def reading(screen: Terminal) -> None:
    screen.wait_for(LIVE)
    screen.type(ENTER)
    screen.wait_for("desde-antes")


@pytest.mark.parametrize("dead", [0, 1], ids=["that leads", "that does not"])
def test_what_was_typed_in_a_window_that_was_killed_is_sent_by_another(
    backend: Backend, sofia: Person, marta: Person, dead: int
):
    with opened(sofia) as first:
        reading(first)
        with opened(sofia) as second:
            reading(second)
            backend.kill()
            victim, heir = (first, second) if dead == 0 else (second, first)
            typed = [long(f"n-{number}") for number in range(3)]
            for text in typed:
                victim.type(text + ENTER)
                victim.wait_for(f"{text[-3:]} +◷")
            heir.type(long("propio") + ENTER)
            heir.wait_for("propio +◷")
            victim.signal(signal.SIGKILL)
            victim.wait_exit()

            # The other shows them as its own to send, before any server is there.
            heir.wait_for("n-2 +◷")
            backend.start()
            heir.wait_for(LIVE)
            for text in (*typed, long("propio")):
                screen = heir.wait_for(f"{text[-3:]} +✓")
                assert screen.count(text[-3:]) == 1
            assert "to send" not in heir.text
            there = said(marta, "Sofia")
            assert [text for text in there if text in typed] == typed
            assert sorted(there) == sorted([long("desde-antes"), *typed, long("propio")])
            assert LOCKED not in first.output + second.output
    assert integrity(sofia) == ["ok"]


def test_a_file_that_somebody_else_holds_for_a_while_reaches_no_screen(
    sofia: Person, marta: Person
):
    with opened(sofia) as first, opened(sofia) as second:
        for screen in (first, second):
            reading(screen)
        other = apsw.Connection(str(archive(sofia)))
        other.set_busy_timeout(5_000)
        other.execute("BEGIN IMMEDIATE")
        for screen, text in ((first, "de-la-una"), (second, "de-la-otra")):
            screen.type(long(text) + ENTER)
        with pytest.raises(AssertionError):
            first.wait_for("de-la-una +[◷✓]", deadline=1)
        other.execute("ROLLBACK")
        other.close()

        for screen in (first, second):
            screen.wait_for("de-la-una +✓")
            screen.wait_for("de-la-otra +✓")
            assert LOCKED not in screen.output
            assert "cannot be written" not in screen.output.decode(errors="replace")
    written = b"".join(path.read_bytes() for path in (sofia.home / "log").iterdir())
    assert LOCKED not in written
    assert len(said(marta, "Sofia")) == 3
