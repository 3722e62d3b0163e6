"""Server processes that share nothing but a database."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import httpx
import pytest

from tests import forkserver
from tests.server.conftest import PATIENCE, Person, World

_PROGRAM = """
import sys
from safespot_tui.server.serve import serve
from safespot_tui.server.settings import Settings
announce = lambda url: print(url, flush=True)
settings = Settings(large_above=2, max_streams_per_user=2)
serve(port=0, database_url=sys.argv[1], settings=settings, announce=announce)
"""


class Server:
    """A process, and a way to talk to it."""

    def __init__(self, database_url: str) -> None:
        self.process = forkserver.Popen(
            [sys.executable, "-c", _PROGRAM, database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = ""

    def await_url(self) -> None:
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url, "the server did not start"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Node:
    """A server, and clients of it."""

    def __init__(self, server: Server, http: httpx.AsyncClient) -> None:
        self.server = server
        self.world = World(http)

    def as_seen_by(self, person: Person) -> Person:
        """The same session, here."""
        session = {"token": person.token, "user": {"id": person.id, "alias": person.alias}}
        return Person(self.world.http, session, person.email)


Nodes = Callable[[int], Any]


@pytest.fixture
def cluster_url(postgres: Any) -> Any:
    with postgres.database() as url:
        yield url


@pytest.fixture
async def nodes(cluster_url: str) -> AsyncIterator[Nodes]:
    """Starts so many servers at once, on one database."""
    async with AsyncExitStack() as clients:
        with ExitStack() as servers:

            async def start(count: int) -> list[Node]:
                started = [Server(cluster_url) for _ in range(count)]
                for server in started:
                    servers.callback(server.kill)
                for server in started:
                    server.await_url()
                limits = httpx.Limits(max_connections=100)
                return [
                    Node(
                        server,
                        await clients.enter_async_context(
                            httpx.AsyncClient(base_url=server.url, limits=limits, timeout=PATIENCE)
                        ),
                    )
                    for server in started
                ]

            yield start
