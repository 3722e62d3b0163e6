"""A walk through what is unread, which ends where it began."""

from collections.abc import Callable

from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store

WayBack = Callable[[], None]
"""Brings the user back to where they were: conversation, place in it, part of the inbox."""


class Round:
    """Visits each unread conversation once.

    ::

        (home) ──▶ visiting ──next──▶ visiting … ──nothing left──▶ (home)
                      │
                      ├── the user stops ──▶ (home)
                      └── the user opens something else ──▶ over: they are where they wanted to be

    While `catching_up`, what is visited becomes read when it is left, not when it is opened.
    """

    def __init__(
        self, way_back: WayBack, here: ConversationId | None, *, catching_up: bool = False
    ) -> None:
        """`here` is what is open already: it need not be visited."""
        self.way_back = way_back
        self.catching_up = catching_up
        self._home = here
        self._visited: list[ConversationId] = []

    @property
    def here(self) -> ConversationId | None:
        """What is being visited; home at first."""
        return self._visited[-1] if self._visited else self._home

    @property
    def count(self) -> int:
        """How many have been visited, the one that is being visited included."""
        return len(self._visited)

    def total(self, store: Store) -> int:
        """How many there are in all: those visited, and those still to be visited."""
        return self.count + len(self._ahead(store))

    def next(self, store: Store) -> ConversationId | None:
        """The next one in the inbox's order, from which on it is being visited; None at the end."""
        ahead = self._ahead(store)
        if not ahead:
            return None
        self._visited.append(ahead[0])
        return ahead[0]

    def _ahead(self, store: Store) -> list[ConversationId]:
        """What is unread and was not visited: first what is below, then round from the top."""
        ids, here = list(store.inbox()), self.here
        start = ids.index(here) + 1 if here is not None and here in ids else 0
        known = {*self._visited, self._home}
        return [
            conversation_id
            for conversation_id in ids[start:] + ids[:start]
            if conversation_id not in known and store.is_unread(conversation_id)
        ]
