"""Typing signs, a machine without I/O: how often the own one is sent, when others' are forgotten.

::

    quiet ──typed()──▶ typing ──typed() after RENEW──▶ typing (told again)
      ▲                  │
      └──────────────────┘ IDLE without a key, stop(), or the message was sent
"""

from safespot_tui.domain.event import TypingChanged
from safespot_tui.domain.ids import ConversationId, UserId

RENEW_SECONDS = 3.0
IDLE_SECONDS = 5.0
FORGET_SECONDS = 6.0
"""Others' signs are forgotten after this long unless they are renewed."""

Sign = tuple[ConversationId, bool]


class OwnTyping:
    """What the others are told of the user's typing."""

    def __init__(self) -> None:
        self._told_at: dict[ConversationId, float] = {}
        self._typed_at: dict[ConversationId, float] = {}

    def typed(self, conversation_id: ConversationId, now: float) -> Sign | None:
        """The user pressed a key; the sign to send, if one is due."""
        self._typed_at[conversation_id] = now
        if now - self._told_at.get(conversation_id, -RENEW_SECONDS) < RENEW_SECONDS:
            return None
        self._told_at[conversation_id] = now
        return conversation_id, True

    def sent(self, conversation_id: ConversationId) -> None:
        """The message went out, which says by itself that nobody types any more."""
        self._typed_at.pop(conversation_id, None)
        self._told_at.pop(conversation_id, None)

    def stop(self) -> list[Sign]:
        """The signs to send because the user looks elsewhere."""
        told = list(self._typed_at)
        for conversation_id in told:
            self.sent(conversation_id)
        return [(conversation_id, False) for conversation_id in told]

    def expired(self, now: float) -> list[Sign]:
        """The signs to send because the user stopped."""
        idle = [c for c, at in self._typed_at.items() if now - at >= IDLE_SECONDS]
        for conversation_id in idle:
            self.sent(conversation_id)
        return [(conversation_id, False) for conversation_id in idle]

    def next_due(self) -> float | None:
        """When `expired` is worth asking."""
        return min((at + IDLE_SECONDS for at in self._typed_at.values()), default=None)


class OthersTyping:
    """When to forget that others type, should the server not say so."""

    def __init__(self) -> None:
        self._until: dict[tuple[ConversationId, UserId], float] = {}

    def heard(self, event: TypingChanged, now: float) -> None:
        """Somebody types, or stopped."""
        key = event.conversation_id, event.user_id
        if event.typing:
            self._until[key] = now + FORGET_SECONDS
        else:
            self._until.pop(key, None)

    def expired(self, now: float) -> list[TypingChanged]:
        """Those who are not heard of any more."""
        gone = [key for key, until in self._until.items() if until <= now]
        for key in gone:
            del self._until[key]
        return [TypingChanged(*key, typing=False) for key in gone]

    def next_due(self) -> float | None:
        """When `expired` is worth asking."""
        return min(self._until.values(), default=None)
