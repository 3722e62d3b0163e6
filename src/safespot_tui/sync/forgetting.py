"""Memory that does not grow with the hours: what the archive has, and nobody looks at, is let go.

Whoever watches hundreds of conversations is told of hundreds of thousands of messages in a day.
The newest of each conversation stay; of the rest there is a gap, which is filled from the archive
as that of any conversation is that was never opened.
"""

from collections.abc import Callable, Collection
from itertools import islice

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.store.batch import Batch
from safespot_tui.store.patch import Forgotten
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.history import PAGE
from safespot_tui.sync.keeper import Keeper

MOST_HELD = 30_000
"""Messages. A kilobyte each: so it is what was loaded of hundreds of conversations."""

KEPT = PAGE
"""Messages of each conversation: what a screen shows when it is opened."""

MOST_AT_ONCE = 40
"""Conversations: a key that is pressed meanwhile must not wait for hundreds."""


class Forgetting:
    """Looks after each batch whether there is too much; mostly that is one comparison."""

    def __init__(
        self,
        keeper: Keeper,
        on_screen: Callable[[], Collection[ConversationId]],
        is_loading: Callable[[ConversationId], bool],
        most: int = MOST_HELD,
    ) -> None:
        """What is `on_screen`, and where a page is on its way, stays as it is."""
        self._keeper = keeper
        self._on_screen = on_screen
        self._is_loading = is_loading
        self._slack = max(1, most // 6)
        self._most = self._limit = most

    def after(self, _batch: Batch) -> None:
        """The store has changed."""
        if self._keeper.store.held <= self._limit or self._keeper.is_writing_all:
            return
        store, shown = self._keeper.store, set(self._on_screen())
        kept = (
            (conversation_id, self._to_keep(conversation_id))
            for archived in (False, True)
            for conversation_id in store.inbox(archived=archived)
            if conversation_id not in shown and not self._is_loading(conversation_id)
        )
        going = dict(islice(((each, count) for each, count in kept if count), MOST_AT_ONCE))
        if going:
            self._keeper.apply(Forgotten(going))
        if len(going) == MOST_AT_ONCE:
            self._limit = self._most - self._slack
        else:
            # Where that was not enough, it is not tried again with every message that comes.
            self._limit = max(self._most, store.held + self._slack)

    def _to_keep(self, conversation_id: ConversationId) -> int | None:
        """How many of the newest rows stay; None: all.

        What is not in the archive does, and the one before it: which joins them there is written
        with the second of two.
        """
        rows = self._keeper.store.timeline(conversation_id).rows
        unwritten = (
            index
            for index, row in enumerate(rows[: 1 - KEPT])
            if not is_gap(row) and self._keeper.is_unwritten(MessageId(row))
        )
        going = min(next(unwritten, len(rows)) - 1, len(rows) - KEPT)
        return len(rows) - going if going > 1 else None
