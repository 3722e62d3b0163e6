"""What a transaction tells those who listen: made once for all of them, before they ask.

A stream that is up to date need not read its log to learn what was just written into it. It is
handed the same blocks as everybody, and puts its own cursor before each. Who is behind, or is told
something that is not the same for every reader, reads the log as ever.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from safespot_tui.server import frames, hydration
from safespot_tui.server.event_log import Entry, Position


class News(Struct, frozen=True):
    """What comes in one user's log right after `before`: as many frames, without their cursors."""

    before: Position
    blocks: Sequence[bytes]


def of(
    connection: Connection, entries: Sequence[Entry], listens: Callable[[str], bool]
) -> Mapping[str, News]:
    """By user, for those who listen; nothing if any of it is not the same for every reader.

    Called in the transaction that wrote the entries, after its last change: so the bodies are of
    the rows as they are committed, and whoever is told is a member at that moment.
    """
    heard = [
        (entry, listeners)
        for entry in entries
        if (listeners := [user_id for user_id in entry.positions if listens(user_id)])
    ]
    if not all(hydration.is_the_same_for_all(entry.event) for entry, _ in heard):
        return {}
    before: dict[str, Position] = {}
    blocks: defaultdict[str, list[bytes]] = defaultdict(list)
    for entry, listeners in heard:
        payload = hydration.shared(connection, entry)
        if payload is None:
            return {}
        block = frames.frame(entry.event.name, payload | {"originClientId": None})
        for user_id in listeners:
            position = entry.positions[user_id]
            before.setdefault(user_id, Position(position.epoch, position.seq - 1))
            blocks[user_id].append(block)
        if entry.actor_id in listeners:
            own = payload | {"originClientId": entry.origin_client_id}
            blocks[entry.actor_id][-1] = frames.frame(entry.event.name, own)
    return {user_id: News(place, blocks[user_id]) for user_id, place in before.items()}
