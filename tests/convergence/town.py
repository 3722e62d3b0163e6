"""Everything that one example is made of: a server, a network, windows, and who typed what.

::

     Ana's window 1 ── Wire ──┐                       each window: engine, store
     Ana's window 2 ── Wire ──┤                       each archive: a real file, shared by Ana's
     Beto's window  ── Wire ──┼── server core         two windows in one half of the examples
     Carla's window ── Wire ──┘   (routes, log,
                                   streams, SQLite)   one still clock, one loop, no thread

Whatever is random is drawn by Hypothesis or from a fixed seed, ids included: an example that fails
fails again. `trace` is all that was said in the order it was said.
"""

import functools
import itertools
import tempfile
import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from unittest import mock

from msgspec import Struct

from safespot_tui.archive import windows
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.server import backend as backend_module
from safespot_tui.server import hub as hub_module
from safespot_tui.server.hub import Hub
from safespot_tui.server.listener import Listener
from safespot_tui.sync import link
from safespot_tui.sync.receipts import Receipts
from tests.convergence.client import Client, ClientClock, kept_in
from tests.convergence.ledger import Ledger
from tests.convergence.locks import StillLocks
from tests.convergence.loop import StillLoop
from tests.convergence.network import Wire
from tests.convergence.server import BEGINNING, Server, neighbourhood, numbered_ids, shared_database
from tests.convergence.verdicts import Restless

SHARED_MEMORY = Path("/dev/shm")
ROUNDS_TO_HEAL = 150

Places = tuple[tuple[int, str], ...]
"""Of each window: whose it is, and the name of the archive it uses."""


class Yesterday(Struct, frozen=True):
    """What a town was when all its windows had been open once: the server's database, the files."""

    database: bytes
    archives: Mapping[str, bytes]


class Town:
    """See the module. To be used inside `founded`."""

    def __init__(self, folder: Path, places: Places, database: bytes, opened: int = 0) -> None:
        """With what is in the folder and the server's database; `opened` windows have been."""
        self.loop = StillLoop()
        self.trace: list[tuple[Any, ...]] = []
        self.server = Server(self.loop, database)
        self.ledger = Ledger()
        self.broken_records: list[BaseException] = []
        self._folder = folder
        self._places = places
        self._opened = opened
        self.clients: list[Client | None] = [None] * len(places)

    # ---------------------------------------------------------------------------- windows

    def open(self, index: int) -> Client:
        """Start the program in a window."""
        who, archive = self._places[index]
        self._opened += 1
        user_id = self.server.user_ids[who]
        origin = OriginClientId(f"window-{index}-{self._opened}")
        wire = Wire(self.server, self.server.caller(user_id, origin), self.note)
        clock = ClientClock(self.loop, BEGINNING, self._opened)
        path = self._path_of(archive)
        client = self.clients[index] = Client(self.loop, path, user_id, wire, clock)
        self.loop.go()
        return client

    def client(self, index: int) -> Client:
        """A window that runs; it is opened if it does not."""
        return self.clients[index] or self.open(index)

    @property
    def running(self) -> list[Client]:
        return [client for client in self.clients if client is not None]

    @property
    def archives(self) -> set[Path]:
        return {self._path_of(name) for _, name in self._places}

    def _path_of(self, archive: str) -> Path:
        return self._folder / f"{archive}.db"

    def close_windows(self) -> None:
        for index, client in enumerate(self.clients):
            if client is not None:
                client.close()
                self.clients[index] = None

    def kept_sends(self, path: Path) -> dict[str, SendMessage]:
        """The messages that an archive is still to bring to the server, by their client ids."""
        client = next((client for client in self.running if client.path == path), None)
        items = client.kept() if client else kept_in(path)
        return {
            item.intent.client_message_id: item.intent
            for item in items
            if isinstance(item.intent, SendMessage)
        }

    def bury_the_dead(self) -> None:
        for index, client in enumerate(self.clients):
            if client is not None and not client.alive:
                client.bury()
                self.note("died", index)
                self.clients[index] = None

    def note(self, *what: Any) -> None:
        self.trace.append((round(self.loop.time(), 3), *what))

    # ---------------------------------------------------------------------------- the end

    def heal(self) -> None:
        """All is well from now on; returns when everybody knows everything."""
        for client in self.running:
            client.fuse.douse()
        self.bury_the_dead()
        for index in range(len(self.clients)):
            client = self.client(index)
            client.disk.hurry()
            client.wire.heal()
            self.loop.do(client.wire.deliver_late())
        self.settle()
        if not any(client.store.outbox for client in self.running):
            return
        for client in self.running:
            for item in client.store.outbox:
                if isinstance(item.intent, SendMessage):
                    self.ledger.give_up(item.intent.client_message_id)
                client.run(client.engine.discard(item.sequence))
        self.settle()

    def settle(self) -> None:
        """Let time pass until nothing happens any more."""
        before: object = None
        for _ in range(ROUNDS_TO_HEAL):
            self.loop.go(1.1)
            for client in self.running:
                client.check()
            now = self._rest()
            if now is not None and now == before:
                return
            before = now
        raise Restless(self._stand())

    def _rest(self) -> object:
        """Where all stand, if nobody has anything left to do."""
        heads = self.server.heads()
        shown: dict[Path, set[int]] = {}
        for client in self.running:
            sequences = (item.sequence for item in client.store.outbox)
            shown.setdefault(client.path, set()).update(sequences)
        for client in self.running:
            if not client.is_at_rest(heads[client.user_id]):
                return None
            if any(item.sequence not in shown[client.path] for item in client.kept()):
                return None
        return heads

    def _stand(self) -> list[object]:
        heads = self.server.heads()
        return [
            (
                client.origin,
                client.store.connection.state.value,
                client.store.connection.reason,
                client.keeper.cursor,
                heads[client.user_id],
                client.is_idle,
                client.store.outbox,
            )
            for client in self.running
        ]

    def close(self) -> None:
        """Let go of everything, however it ended."""
        for client in self.running:
            client.wire.alive = False
            client.bury()
        self.server.close()
        self.loop.end()


@contextmanager
def founded(places: Places, *, yesterday: bool = False) -> Generator[Town]:
    """A town of its own, in which nothing is left to chance.

    With `yesterday`, its windows know everything from before; else they know nothing.
    """
    before = _yesterday(places) if yesterday else None
    with ExitStack() as stack:
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None)
            )
        )
        patch: Callable[..., Any] = mock.patch.object
        stack.enter_context(patch(uuid, "uuid4", numbered_ids(0)))
        server_database = shared_database()
        stack.enter_context(patch(backend_module, "database_for", lambda _url: server_database))
        if before is None:
            town = Town(folder, places, neighbourhood())
        else:
            for name, content in before.archives.items():
                (folder / name).write_bytes(content)
            town = Town(folder, places, before.database, opened=len(places))
        for module in (backend_module, hub_module):
            stack.enter_context(patch(module, "datetime", _server_datetime(town.server)))
        for owner, name, value in _in_order(itertools.count()):
            stack.enter_context(patch(owner, name, value))
        stack.enter_context(patch(link, "_report", town.broken_records.append))
        stack.enter_context(patch(windows, "_lock", StillLocks().of))
        try:
            yield town
        finally:
            town.close()


def forget_yesterday() -> None:
    """Make the next towns anew: those that are kept may have been made with a bug on purpose."""
    _yesterday.cache_clear()


@functools.cache
def _yesterday(places: Places) -> Yesterday:
    with founded(places) as town:
        for index in range(len(places)):
            town.open(index)
        town.close_windows()
        archives = {path.name: path.read_bytes() for path in town.archives}
        return Yesterday(town.server.image(), archives)


def _server_datetime(server: Server) -> type[datetime]:
    class ServerDatetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return server.now().astimezone(tz)

    return ServerDatetime


def _in_order(numbers: "itertools.count[int]") -> list[tuple[type, str, Any]]:
    """What walks through a set walks in the same order in every process; any order is right."""
    wake, tell, due, begin = Hub.wake, Hub.tell, Receipts.due, Listener.__init__

    def numbered(self: Listener, *arguments: Any) -> None:
        begin(self, *arguments)
        self.number = next(numbers)  # type: ignore[attr-defined]

    return [
        (Hub, "wake", lambda self, user_ids: wake(self, sorted(user_ids))),
        (
            Hub,
            "tell",
            lambda self, users, logs, *news: tell(self, sorted(users), sorted(logs), *news),
        ),
        (Receipts, "due", lambda self, store, ids: due(self, store, sorted(ids))),
        (Listener, "__init__", numbered),
        (Listener, "__hash__", lambda self: self.number),
    ]
