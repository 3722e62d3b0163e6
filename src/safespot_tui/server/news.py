"""What a transaction tells those who listen: made once for all of them, before they ask.

A stream that is up to date need not read its log to learn what was just written into it. It is
handed the same blocks as everybody, and puts its own cursor before each. Who is behind, or is told
something that is not the same for every reader, reads the log as ever.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from safespot_tui.contract.events import EventName
from safespot_tui.server import frames, hydration
from safespot_tui.server.cursor import Position
from safespot_tui.server.event_log import Entry


class News(Struct, frozen=True):
    """What comes in one log right after the place `before`: as many frames, without cursors."""

    before: int
    blocks: Sequence[bytes]
    epoch: str | None = None
    """Of a user's log, which it is."""
    log: int | None = None
    """Of a conversation's log, its number."""
    actor_id: str | None = None
    """Whose streams are told `actors_blocks` instead, which name the window that acted."""
    actors_blocks: Sequence[bytes] = ()

    @property
    def end(self) -> int:
        """The place of the last of them."""
        return self.before + len(self.blocks)

    def follows(self, position: Position) -> bool:
        """Whether it is what comes next for a reader who is there."""
        return position.place(self.log) == self.before and self.epoch in (None, position.epoch)

    def blocks_for(self, user_id: str) -> Sequence[bytes]:
        """What that user is told."""
        return self.actors_blocks if user_id == self.actor_id else self.blocks


class Tidings(Struct, frozen=True):
    """All the news of one transaction, as far as it is the same for every reader."""

    of_users: Mapping[str, News] = {}
    """By user, for their own logs."""
    of_logs: Mapping[int, News] = {}
    """By number, for those who read a conversation's log."""

    @property
    def count(self) -> int:
        """How many frames."""
        told = (*self.of_users.values(), *self.of_logs.values())
        return sum(len(news.blocks) for news in told)


def of(
    connection: Connection,
    entries: Sequence[Entry],
    listens: Callable[[str], bool],
    is_read: Callable[[int], bool],
) -> Tidings:
    """For those who listen, or read a log here; nothing if any of it is not the same for all.

    Called in the transaction that wrote the entries, after its last change: so the bodies are of
    the rows as they are committed, and whoever is told is a member at that moment. Whoever reads a
    conversation's log is, too: when somebody leaves, or is removed, that stands in it, and it is
    not the same for all, so nobody gets past it without reading for themselves.
    """
    heard = [
        (entry, listeners, entry.log if entry.log is not None and is_read(entry.log) else None)
        for entry in entries
        if (listeners := [user_id for user_id in entry.positions if listens(user_id)])
        or (entry.log is not None and is_read(entry.log))
    ]
    if not all(hydration.is_the_same_for_all(entry.event) for entry, _, _ in heard):
        return Tidings()
    before: dict[str, tuple[str, int]] = {}
    blocks: defaultdict[str, list[bytes]] = defaultdict(list)
    logs: dict[int, tuple[Entry, list[bytes], list[bytes]]] = {}
    for entry, listeners, log in heard:
        payload = hydration.shared(connection, entry)
        if payload is None:
            return Tidings()
        own = block = _block(entry, payload, None)
        if entry.origin_client_id is not None and (log is not None or entry.actor_id in listeners):
            own = _block(entry, payload, entry.origin_client_id)
        for user_id in listeners:
            position = entry.positions[user_id]
            before.setdefault(user_id, (position.epoch, position.seq - 1))
            blocks[user_id].append(own if user_id == entry.actor_id else block)
        if log is not None:
            _, all_, actors = logs.setdefault(log, (entry, [], []))
            all_.append(block)
            actors.append(own)
    return Tidings(
        {
            user_id: News(seq, blocks[user_id], epoch=epoch)
            for user_id, (epoch, seq) in before.items()
        },
        {
            log: News(
                first.log_seq - 1,
                all_,
                log=log,
                actor_id=first.actor_id,
                actors_blocks=actors,
            )
            for log, (first, all_, actors) in logs.items()
        },
    )


def _block(entry: Entry, payload: dict[str, Any], origin_client_id: str | None) -> bytes:
    name = EventName(entry.event.name)
    return frames.frame(name, payload | {"originClientId": origin_client_id})
