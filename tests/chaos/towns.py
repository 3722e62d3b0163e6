"""The two servers that chaos happens in front of, and the account that types."""

import json
import shutil
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Protocol

import httpx

from tests import forkserver
from tests.chaos import held_server
from tests.chaos.held_server import HEARTBEAT_SECONDS, held
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.window import words
from tests.e2e.deployed import Neighbour, deployed
from tests.e2e.people import Person, environment
from tests.e2e.terminal import DEADLINE
from tests.safespot_server import PASSWORDS, SafeSpotServer


class Town(Protocol):
    """A server that can be killed, and somebody with two conversations on it."""

    @property
    def person(self) -> Person: ...

    @property
    def titles(self) -> tuple[str, str]: ...

    def start(self) -> None: ...

    def kill(self) -> None:
        """End it as a power cut would; nothing if it is dead already."""
        ...

    @property
    def is_alive(self) -> bool: ...

    def hear(self, title: str, marker: str) -> None:
        """Somebody else writes, past the proxy."""
        ...

    def hold_commit(self) -> None:
        """Let the next message's transaction stand still, if the server can."""
        ...

    @property
    def commit_is_held(self) -> bool: ...

    def stored(self) -> dict[str, list[str]]:
        """What the server has, by title: contents in its order. Ends the server."""
        ...

    def close(self) -> None: ...


class Blueprint:
    """A bundled server on which Sofia and Marta have talked, made once and copied for each run."""

    def __init__(self, folder: Path, proxy: ThreadedProxy) -> None:
        self.folder = folder
        self.url = proxy.url
        server = _Process(folder)
        server.start()
        proxy.proxy.upstream = server.port
        try:
            sofia, marta = (Person(folder / name.lower(), name) for name in ("Sofia", "Marta"))
            for person in (sofia, marta):
                person.register(self.url)
            sofia.json("new", "Marta")
            sofia.json("new", "Marta", "--group", "Vecinos")
            for title in BundledTown.titles:
                sofia.json("send", title, words(f"ancla {title}"))
        finally:
            server.stop()


class _Process:
    """The bundled server as a process, always on the same file; the port is chosen once."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "server.sqlite3"
        self.flag = folder / "hold"
        self.port = 0
        self._folder = folder
        self._process: forkserver.Popen | None = None

    @property
    def is_alive(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        self._process = process = forkserver.Popen(
            [sys.executable, held_server.__file__, str(self.port), self.database, self.flag],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(self._folder),
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://" in line, line
        self.port = int(line.rpartition(":")[2])

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=DEADLINE)
        self._process = None

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()
        held(self.flag).unlink(missing_ok=True)


class BundledTown:
    """The bundled server, with its database in a file."""

    titles: tuple[str, str] = ("Marta", "Vecinos")

    def __init__(self, folder: Path, blueprint: Blueprint, proxy: ThreadedProxy) -> None:
        shutil.copytree(blueprint.folder, folder, dirs_exist_ok=True)
        self.person = Person(folder / "sofia", "Sofia")
        (secret,) = (folder / "marta" / "data" / "credentials").iterdir()
        self._token = json.loads(secret.read_text())["token"]
        self._proxy = proxy
        self._server = _Process(folder)
        with self._read() as database:
            rows = database.execute("SELECT content, conversation_id FROM messages").fetchall()
        self._ids = {
            title: next(id_ for content, id_ in rows if content == words(f"ancla {title}"))
            for title in self.titles
        }
        self.start()

    @property
    def is_alive(self) -> bool:
        return self._server.is_alive

    def start(self) -> None:
        self._server.start()
        self._proxy.proxy.upstream = self._server.port

    def kill(self) -> None:
        self._server.kill()

    def hear(self, title: str, marker: str) -> None:
        answer = httpx.post(
            f"http://127.0.0.1:{self._server.port}/conversations/{self._ids[title]}/messages",
            json={"client_message_id": str(uuid.uuid4()), "content": words(marker)},
            headers={"Authorization": f"Bearer {self._token}"},
            trust_env=False,
        )
        assert answer.status_code == 201, answer.text

    def hold_commit(self) -> None:
        self._server.flag.touch()

    @property
    def commit_is_held(self) -> bool:
        return held(self._server.flag).exists()

    def stored(self) -> dict[str, list[str]]:
        self._server.stop()
        ordered = (
            "SELECT content FROM messages"
            " WHERE conversation_id = ? AND type = 'text' ORDER BY created_at"
        )
        with self._read() as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return {
                title: [content for (content,) in database.execute(ordered, (id_,))]
                for title, id_ in self._ids.items()
            }

    def close(self) -> None:
        self._server.kill()

    def _read(self) -> sqlite3.Connection:
        return sqlite3.connect(self._server.database)


class DeployedTown:
    """The stand-in for the API that SafeSpot runs today, its traps on.

    It keeps everything in memory: killed, it breaks all connections and forgets who listened, not
    what was written. A transaction of it cannot be cut in two.
    """

    titles: tuple[str, str] = ("Bruno", "Dora")

    def __init__(self, folder: Path, proxy: ThreadedProxy) -> None:
        self._server = deployed(user_heartbeat=HEARTBEAT_SECONDS)
        self._server.__enter__()
        self._is_alive = True
        try:
            self._people, self._rooms = self._server.do(_acquaint)
            proxy.proxy.upstream = self._server.port
            self.person = Neighbour(folder / "ana", "Ana", self._server)
            logging_in = self.person.login_arguments(proxy.url)
            done = self.person.run(*logging_in, stdin=f"{PASSWORDS['Ana']}\n")
            assert done.returncode == 0, done.stderr
        except BaseException:
            self.close()
            raise

    @property
    def is_alive(self) -> bool:
        return self._is_alive

    def start(self) -> None:
        self._server.start()
        self._is_alive = True

    def kill(self) -> None:
        if self._is_alive:
            self._server.stop()
            self._is_alive = False

    def hear(self, title: str, marker: str) -> None:
        room, person = self._rooms[title], self._people[title]
        self._server.do(lambda it: it.write(room, person, words(marker)))

    def hold_commit(self) -> None:
        raise NotImplementedError

    @property
    def commit_is_held(self) -> bool:
        return False

    def stored(self) -> dict[str, list[str]]:
        mistakes = self._server.do(lambda it: [repr(each) for each in it.backend.mistakes])
        assert mistakes == []
        assert self._server.do(lambda it: list(it.backend.deaths)) == []
        return self._server.do(
            lambda it: {
                title: [message.content for message in it.history(room)]
                for title, room in self._rooms.items()
            }
        )

    def close(self) -> None:
        self._server.__exit__()


def _acquaint(server: SafeSpotServer) -> tuple[dict[str, str], dict[str, str]]:
    """Who and which room stands behind each title."""
    ids = server.neighbourhood
    assert ids is not None
    people = {"Bruno": ids.bruno, "Dora": server.person("Dora").id}
    rooms = {
        "Bruno": ids.ana_bruno,
        "Dora": server.room(server.state.people[ids.ana], server.state.people[people["Dora"]]).id,
    }
    for title, room in rooms.items():
        server.write(room, ids.ana, words(f"ancla {title}"))
    return people, rooms
