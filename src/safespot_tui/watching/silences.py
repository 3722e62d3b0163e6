"""Conversations in which nobody writes any more: a machine without I/O.

::

    ──spoke──▶ waiting ──so long nobody spoke──▶ silent: told once
                 ▲  └──spoke: waits from then──┐      │
                 └─────────────────────────────┴─spoke┘
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

from safespot_tui.domain.ids import ConversationId


class Silences:
    """Waits in every conversation for as long as each of some rules says.

    What is written costs no more than a look: a conversation that speaks on is waited for anew
    only when its old time has come.
    """

    def __init__(self, limits: Sequence[timedelta]) -> None:
        self._limits = limits
        self._spoke: dict[ConversationId, datetime] = {}
        self._due: list[tuple[datetime, ConversationId, int]] = []
        self._waiting: set[tuple[ConversationId, int]] = set()

    def spoke(self, conversation_id: ConversationId, at: datetime, now: datetime) -> bool:
        """Somebody wrote there at that time; whether that was news.

        A silence that was long enough by `now` is not waited for: it was there before.
        """
        before = self._spoke.get(conversation_id)
        if before is not None and at <= before:
            return False
        self._spoke[conversation_id] = at
        for place, limit in enumerate(self._limits):
            if (conversation_id, place) not in self._waiting and at + limit > now:
                self._waiting.add((conversation_id, place))
                heappush(self._due, (at + limit, conversation_id, place))
        return True

    def forget(self, conversation_id: ConversationId) -> None:
        """The conversation is not there any more."""
        self._spoke.pop(conversation_id, None)

    def fallen(self, now: datetime) -> Sequence[tuple[ConversationId, int]]:
        """Where it has become silent by now, and by which of the limits."""
        silent: list[tuple[ConversationId, int]] = []
        while self._due and self._due[0][0] <= now:
            _at, conversation_id, place = heappop(self._due)
            self._waiting.discard((conversation_id, place))
            spoke = self._spoke.get(conversation_id)
            if spoke is None:
                continue
            due = spoke + self._limits[place]
            if due <= now:
                silent.append((conversation_id, place))
            else:
                self._waiting.add((conversation_id, place))
                heappush(self._due, (due, conversation_id, place))
        return silent

    @property
    def next_due(self) -> datetime | None:
        """When `fallen` is worth asking."""
        return self._due[0][0] if self._due else None
