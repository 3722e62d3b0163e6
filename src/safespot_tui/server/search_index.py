"""Where messages are looked for. Each database has a way of its own behind `SearchIndex`."""

from typing import Protocol

from msgspec import Struct
from sqlalchemy import Connection

from safespot_tui.domain.search import MessageSearch


class Hits(Struct, frozen=True):
    """Ids of messages, the newest first, and the place that the next come after, if any."""

    message_ids: tuple[str, ...]
    next: int | None
    is_whole: bool
    """Whether every message has been looked at: the index may still be on its way."""


class SearchIndex(Protocol):
    """An index of the words of all messages, kept true by the database itself."""

    def prepare(self, connection: Connection) -> None:
        """Make the index where there is none. It may have to be told of older messages then."""
        ...

    def index_some(self, connection: Connection) -> bool:
        """Bring in some messages from before there was an index; whether there may be more."""
        ...

    def find(
        self,
        connection: Connection,
        reader_id: str,
        search: MessageSearch,
        before: int | None,
        limit: int,
    ) -> Hits:
        """What `reader_id` may see of what is looked for, after the place `before`."""
        ...
