"""Which conversations are on the wall: those that are shown side by side."""

from collections.abc import Iterator, Sequence

from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store

MOST = 6
"""Conversations side by side: nobody follows more, and on no terminal they could be read."""

FEWEST = 2
"""Of fewer, the wall is filled when it is opened."""

OnWall = tuple[ConversationId, ...]
"""In the order in which they stand."""


def still_there(store: Store, on_wall: Sequence[ConversationId]) -> OnWall:
    """Those that the user is still in."""
    return tuple(each for each in on_wall if store.own(each) is not None)


def filled(
    store: Store, on_wall: Sequence[ConversationId], here: ConversationId | None, room: int
) -> OnWall:
    """What the wall is opened with, `here` being what the user is at and `room` what fits.

    What the user put there, if that is enough for a wall. Else, besides, what is most likely to be
    watched: what is pinned, for that is a choice made before; where the user is; what is unread,
    the newest first. If all that is one or none, what was written in last.
    """
    wall = still_there(store, on_wall)
    if len(wall) < FEWEST:
        for wanted in _likely(store, here):
            if wanted not in wall and len(wall) < max(FEWEST, room):
                wall = (*wall, wanted)
        for newest in store.inbox():
            if newest not in wall and len(wall) < FEWEST:
                wall = (*wall, newest)
    return wall[:MOST]


def _likely(store: Store, here: ConversationId | None) -> Iterator[ConversationId]:
    inbox = store.inbox()
    yield from (each for each in inbox if (own := store.own(each)) is not None and own.pinned)
    if here is not None and store.own(here) is not None:
        yield here
    yield from (each for each in inbox if store.is_unread(each))
