"""The database, whichever engine keeps it.

Callers hand over whole transactions and hold nothing in between. What they may count on is the same
for each engine:

- A transaction that writes is run again from its beginning when it collides with another, so it
  does nothing but read and write through its connection, or what may be done twice.
- Who changes anything of a conversation locks its row first (`locks`), then what hangs on
  it, and the logs of those who are told come last, in one order (`event_log.append`). So nobody
  waits for somebody who waits for them.
- A unique index is how two who make the same thing at once are found out: the one who comes second
  is run again, and finds what the first has made.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import Connection

from safespot_tui.server.neighbours import Neighbours, Presence
from safespot_tui.server.pool import Pool
from safespot_tui.server.search_index import SearchIndex

if TYPE_CHECKING:
    from safespot_tui.server.hub import Hub

T = TypeVar("T")


class Database(Protocol):
    """Runs functions of a connection, each in its own transaction."""

    @property
    def search_index(self) -> SearchIndex:
        """Where this engine looks for messages."""
        ...

    @property
    def pool(self) -> Pool:
        """How busy its connections are."""
        ...

    def neighbours(self, hub: "Hub", presence: Presence) -> Neighbours:
        """Those who share the database, to be told what is told here.

        What they say is for `hub`; `presence` is called for who comes or goes there.
        """
        ...

    async def open(self) -> None:
        """Connect and make the tables. Raises `UnknownSchema`, `DatabaseUnavailable`."""
        ...

    async def write(self, function: Callable[[Connection], T]) -> T:
        """The result of `function`, durably committed; nothing of it stays if it raises.

        `function` may run more than once. Raises `DatabaseUnavailable`.
        """
        ...

    async def read(self, function: Callable[[Connection], T]) -> T:
        """The result of `function`, which sees one moment. Raises `DatabaseUnavailable`."""
        ...

    async def close(self) -> None:
        """Finish what was asked for, and disconnect."""
        ...
