"""The bundled server that chaos happens in front of, and the account that types."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import httpx

from tests import forkserver
from tests.chaos import held_server
from tests.chaos.held_server import held
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.stores import File, Postgres, Store
from tests.chaos.window import words
from tests.e2e.people import Person, environment
from tests.e2e.terminal import DEADLINE
from tests.postgres.cluster import Cluster

OLD: tuple[tuple[str, ...], tuple[str, ...]] = (tuple(f"d{n:02}d" for n in range(1, 7)), ())
"""Own messages that are there before anything happens, by place."""


class Town(Protocol):
    """A server that can be killed, and somebody with two conversations on it."""

    @property
    def person(self) -> Person: ...

    @property
    def titles(self) -> tuple[str, str]: ...

    def start(self) -> None: ...

    def kill(self) -> None:
        """End the server as a power cut would; nothing if it is dead already."""
        ...

    @property
    def is_alive(self) -> bool: ...

    def start_database(self) -> None:
        """Bring it back, if it is dead."""
        ...

    def kill_database(self) -> None:
        """End it as a power cut would, where it is a server of its own."""
        ...

    def hear(self, title: str, marker: str) -> None:
        """Somebody else writes, past the proxy."""
        ...

    def hold_commit(self) -> None:
        """Let the next message's transaction stand still, if the server can."""
        ...

    @property
    def commit_is_held(self) -> bool: ...

    def let_commit(self) -> None:
        """Let it go on, if the server is still there."""
        ...

    def stored(self) -> dict[str, list[str]]:
        """What the server has, by title: words or captions in its order, but what is deleted.

        Ends the server.
        """
        ...

    def close(self) -> None: ...


class _Process:
    """The bundled server as a process, always on the same database; the port is chosen once."""

    def __init__(
        self, folder: Path, database_url: str, program: str = held_server.__file__
    ) -> None:
        self.flag = folder / "hold"
        self.port = 0
        self._program = program
        self._database_url = database_url
        self._folder = folder
        self._process: forkserver.Popen | None = None

    @property
    def is_alive(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        self._process = process = forkserver.Popen(
            [sys.executable, self._program, str(self.port), self._database_url, self.flag],
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


class Blueprint:
    """A bundled server on which Sofia and Marta have talked, made once and copied for each run."""

    def __init__(self, folder: Path, proxy: ThreadedProxy, cluster: Cluster | None = None) -> None:
        """Without a `cluster`, its database is in a file."""
        folder.mkdir(parents=True)
        self.folder = folder
        self._proxy = proxy
        self._cluster = cluster
        # Of its own: the homes of the people in a database are in this folder and no other.
        self._database = f"chaos_{uuid.uuid4().hex[:8]}"
        if cluster is None:
            self._make(f"sqlite:///{folder / 'server.sqlite3'}")

    @contextmanager
    def copied_to(self, folder: Path) -> Iterator[Store]:
        """A copy of its database, and the homes of its people in that folder."""
        if self._cluster is None:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
            yield File(folder / "server.sqlite3")
            return
        with self._cluster.copy_of(self._database, self._make) as url:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
            store = Postgres(self._cluster, url)
            try:
                yield store
            finally:
                store.start()

    def _make(self, database_url: str) -> None:
        server = _Process(self.folder, database_url)
        server.start()
        self._proxy.proxy.upstream = server.port
        try:
            sofia, marta = (Person(self.folder / name.lower(), name) for name in ("Sofia", "Marta"))
            furnish(sofia.home)
            for person in (sofia, marta):
                person.register(self._proxy.url)
            sofia.json("new", "Marta")
            sofia.json("new", "Marta", "--group", "Vecinos")
            for title in BundledTown.titles:
                sofia.json("send", title, words(f"ancla {title}"))
        finally:
            server.stop()


class BundledTown:
    """The bundled server, on a copy of what is in the blueprint."""

    titles: tuple[str, str] = ("Marta", "Vecinos")

    def __init__(self, folder: Path, store: Store, proxy: ThreadedProxy, program: str) -> None:
        self.person = Person(folder / "sofia", "Sofia")
        self._tokens = {name: _token(folder / name) for name in ("sofia", "marta")}
        self._store = store
        self._proxy = proxy
        self._server = _Process(folder, store.url, program)
        rows = store.ask("SELECT content, conversation_id FROM messages")
        self._ids = {
            title: next(id_ for content, id_ in rows if content == words(f"ancla {title}"))
            for title in self.titles
        }
        self.start()
        for title, markers in zip(self.titles, OLD, strict=True):
            for marker in markers:
                self._write("sofia", title, marker)

    @property
    def is_alive(self) -> bool:
        return self._server.is_alive

    def start(self) -> None:
        self._server.start()
        self._proxy.proxy.upstream = self._server.port

    def kill(self) -> None:
        self._server.kill()

    def start_database(self) -> None:
        self._store.start()

    def kill_database(self) -> None:
        self._store.kill()

    def hear(self, title: str, marker: str) -> None:
        self._write("marta", title, marker)

    def hold_commit(self) -> None:
        os.mkfifo(self._server.flag)

    @property
    def commit_is_held(self) -> bool:
        return held(self._server.flag).exists()

    def let_commit(self) -> None:
        if self._server.is_alive:
            held(self._server.flag).write_bytes(b"")
            held(self._server.flag).unlink()

    def stored(self) -> dict[str, list[str]]:
        self._server.stop()
        in_order = (
            "SELECT content FROM messages WHERE type <> 'system' AND deleted_at IS NULL"
            " AND conversation_id = '{}' ORDER BY created_at"
        )
        lost = self._store.ask(
            "SELECT messages.id FROM messages LEFT JOIN image_contents"
            " ON image_contents.image_id = messages.image_id"
            " WHERE messages.image_id IS NOT NULL AND messages.deleted_at IS NULL"
            " AND image_contents.content IS NULL"
        )
        assert not lost, f"messages without their images: {lost}"
        return {
            title: [content for (content,) in self._store.ask(in_order.format(id_))]
            for title, id_ in self._ids.items()
        }

    def close(self) -> None:
        self._server.kill()

    def _write(self, name: str, title: str, marker: str) -> None:
        answer = httpx.post(
            f"http://127.0.0.1:{self._server.port}/conversations/{self._ids[title]}/messages",
            json={"client_message_id": str(uuid.uuid4()), "content": words(marker)},
            headers={"Authorization": f"Bearer {self._tokens[name]}"},
            trust_env=False,
            timeout=DEADLINE,
        )
        assert answer.status_code == 201, answer.text


def furnish(home: Path) -> None:
    """Images take a line each, as all else: everything has its place on the screen."""
    folder = home / "config"
    folder.mkdir(mode=0o700)
    (folder / "config.toml").write_text("thumbnails = false\n")


def _token(home: Path) -> str:
    (secret,) = (home / "data" / "credentials").iterdir()
    return json.loads(secret.read_text())["token"]
