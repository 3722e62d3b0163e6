"""The API that SafeSpot runs today, stood in for, and the people of its neighbourhood."""

from pathlib import Path
from typing import Any

from tests.safespot_server import PASSWORDS, ThreadedServer, Traps

from .people import Person

Message = dict[str, Any]


class Neighbour(Person):
    """Somebody with an account there."""

    def __init__(self, home: Path, alias: str, server: ThreadedServer) -> None:
        super().__init__(home, alias)
        self.email = f"{alias.lower()}@example.test"
        self.server = server

    @property
    def id(self) -> str:
        ids = self.server.neighbourhood
        assert ids is not None
        return getattr(ids, self.alias.lower())

    def log_in(self) -> None:
        done = self.run(*self.login_arguments(self.server.url), stdin=f"{PASSWORDS[self.alias]}\n")
        assert done.returncode == 0, done.stderr


def deployed(**traps: float) -> ThreadedServer:
    """A server with its traps on, whose time runs fast enough for a test."""
    return ThreadedServer(Traps(user_heartbeat=1, room_heartbeat=0.5).but(**traps), seeded=True)


def stored(server: ThreadedServer, room_id: str) -> list[str]:
    """What the server has of a conversation, in its order, as it stores it."""
    return server.do(lambda it: [message.content for message in it.history(room_id)])
