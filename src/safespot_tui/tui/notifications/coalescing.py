"""One notice a conversation, however much is written: a machine without I/O.

::

    quiet ──arrival: told at once──▶ told ──another, too soon──▶ waiting
      ▲                               ▲                            │
      │                               └──PAUSE over: all in one────┘
      └── read, or looked at: forgotten, from both
"""

from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId

PAUSE_SECONDS = 10.0
"""Between two notices of one conversation."""

MOST_NAMED = 100
"""Messages of one conversation; of those before them only the count is remembered."""


class Due(Struct, frozen=True):
    """What is to be told of a conversation now: the messages since the user last looked."""

    conversation_id: ConversationId
    message_ids: tuple[MessageId, ...]
    """The newest of them."""
    earlier: int = 0
    """How many came before these."""


class Coalescing:
    """When each conversation was last told of, and what waits since."""

    def __init__(self) -> None:
        self._told_at: dict[ConversationId, float] = {}
        self._waiting: dict[ConversationId, list[MessageId]] = {}
        self._unseen: dict[ConversationId, list[MessageId]] = {}
        self._earlier: dict[ConversationId, int] = {}

    def arrived(
        self, conversation_id: ConversationId, message_ids: Sequence[MessageId], now: float
    ) -> Due | None:
        """These are worth a notice; what to tell now, if it is not too soon after the last."""
        told_at = self._told_at.get(conversation_id)
        unseen = self._unseen.setdefault(conversation_id, [])
        unseen.extend(message_ids)
        if (more := len(unseen) - MOST_NAMED) > 0:
            del unseen[:more]
            self._earlier[conversation_id] = self._earlier.get(conversation_id, 0) + more
        if told_at is not None and now - told_at < PAUSE_SECONDS:
            self._waiting.setdefault(conversation_id, []).extend(message_ids)
            return None
        return self._tell(conversation_id, now)

    def due(self, now: float) -> Sequence[Due]:
        """What has waited long enough."""
        ripe = [
            conversation_id
            for conversation_id in self._waiting
            if now - self._told_at[conversation_id] >= PAUSE_SECONDS
        ]
        return [self._tell(conversation_id, now) for conversation_id in ripe]

    def next_due(self) -> float | None:
        """When `due` is worth asking."""
        return min((self._told_at[each] + PAUSE_SECONDS for each in self._waiting), default=None)

    def seen(self, conversation_id: ConversationId) -> None:
        """The user read it, or looks at it: nothing of it is to be told any more."""
        for held in (self._told_at, self._waiting, self._unseen, self._earlier):
            held.pop(conversation_id, None)

    @property
    def conversations(self) -> Sequence[ConversationId]:
        """Those that were told of, or wait for it."""
        return list(self._unseen)

    def _tell(self, conversation_id: ConversationId, now: float) -> Due:
        self._told_at[conversation_id] = now
        self._waiting.pop(conversation_id, None)
        return Due(
            conversation_id,
            tuple(self._unseen[conversation_id]),
            self._earlier.get(conversation_id, 0),
        )
