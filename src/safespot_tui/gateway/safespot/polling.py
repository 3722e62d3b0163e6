"""When to ask again for what no stream tells: edits, reactions, pins, new conversations.

A plan without I/O: it is told what happened and says what is due.

::

                    due, and the share allows it
    waiting ──────────────────────────────────────▶ asked
       ▲                                              │
       └── answered: at its pace ── refused: slower ──┘
"""

from collections import deque
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId

ROOMS_SECONDS = 60.0
SHOWN_SECONDS = 25.0
OTHERS_SECONDS = 300.0
"""Between two looks at conversations that were opened and are not on screen, one at a time."""
SETTLE_SECONDS = 0.3
"""How long a conversation is on screen before it is looked at."""
SPACING = 2.0
"""At least between two looks at the same thing."""
ROWS_PER_PACE = 2000
"""A history comes whole: one that is so many messages long is looked at half as often."""
SHARE = 500 // 3
WINDOW = 300.0
"""Never more requests than `SHARE` in any stretch of so many seconds."""
SLOWEST = 8.0
EASING = 0.97
"""How much of its slowness is left after each answer."""
FIRST_FAILURE_SECONDS = 5.0


class Kind(Enum):
    """What is looked at."""

    ROOMS = "rooms"
    NEWS = "news"
    """What was written in a conversation since the last message known."""
    WHOLE = "whole"
    """All of a conversation."""


class Look(Struct, frozen=True):
    """One request to make."""

    kind: Kind
    conversation_id: ConversationId | None = None


_ROOMS = Look(Kind.ROOMS)


class Plan:
    """All times are seconds of one clock that only grows."""

    def __init__(self) -> None:
        self._due: dict[Look, float] = {}
        self._last: dict[Look, float] = {}
        self._asked: deque[float] = deque()
        self._not_before = 0.0
        self._slowness = 1.0
        self._failures = 0
        self._shown: Sequence[ConversationId] = ()
        self._rows: dict[ConversationId, int] = {}
        self._others_at = 0.0

    @property
    def is_ailing(self) -> bool:
        """Whether the last request failed: a server in trouble is not to be given more work."""
        return self._failures > 0

    def begin(self, now: float) -> None:
        """Everything was just asked for."""
        self._failures = 0
        self._due = {_ROOMS: now + ROOMS_SECONDS * self._slowness}
        self._others_at = now + OTHERS_SECONDS
        for conversation_id in self._shown:
            self._put(Look(Kind.WHOLE, conversation_id), now + self._pace(conversation_id))

    def watch(self, conversation_ids: Sequence[ConversationId], now: float) -> None:
        """These are on screen now: what was not is looked at once, and then all at their pace."""
        before, self._shown = self._shown, conversation_ids
        for conversation_id in before:
            if conversation_id not in conversation_ids:
                self._due.pop(Look(Kind.WHOLE, conversation_id), None)
        for conversation_id in conversation_ids:
            if conversation_id not in before:
                self._put(Look(Kind.WHOLE, conversation_id), now + SETTLE_SECONDS)

    def want_rooms(self, now: float) -> None:
        """Something was heard of a conversation that is not known."""
        self._put(_ROOMS, now)

    def want_news(self, conversation_id: ConversationId, now: float) -> None:
        """Something was heard of a message that is not known."""
        self._put(Look(Kind.NEWS, conversation_id), now)

    def throttled(self, seconds: float, now: float) -> None:
        """The server takes no more for so long: after that, less is asked."""
        self._not_before = max(self._not_before, now + seconds)
        self._slowness = min(SLOWEST, self._slowness * 2)

    def again(self, look: Look, now: float) -> None:
        """A request was not made: it still is to be."""
        self._put(look, now)

    def failed(self, look: Look, now: float) -> None:
        """A request failed: it is made again, later each time."""
        self._failures += 1
        wait = min(ROOMS_SECONDS, FIRST_FAILURE_SECONDS * 2 ** min(self._failures - 1, 6))
        self._not_before = max(self._not_before, now + wait)
        self._put(look, now + wait)

    def answered(self, look: Look, now: float, rows: int = 0) -> None:
        """A request was answered, with so many rows."""
        self._failures = 0
        self._slowness = max(1.0, self._slowness * EASING)
        match look:
            case Look(kind=Kind.ROOMS):
                self._put(look, now + ROOMS_SECONDS * self._slowness)
            case Look(kind=Kind.WHOLE, conversation_id=where) if where is not None:
                self._rows[where] = rows
                if where in self._shown:
                    self._put(look, now + self._pace(where))
            case _:
                pass

    def forget(self, conversation_id: ConversationId) -> None:
        """A conversation is gone."""
        for kind in (Kind.NEWS, Kind.WHOLE):
            self._due.pop(Look(kind, conversation_id), None)
        self._rows.pop(conversation_id, None)

    def next(self, now: float) -> Look | None:
        """What to ask for now; it counts as asked."""
        if self._opens_at(now) > now:
            return None
        if now >= self._others_at:
            self._look_around(now)
        due = min(self._due.items(), key=lambda item: item[1], default=None)
        if due is None or due[1] > now:
            return None
        look = due[0]
        del self._due[look]
        self._last[look] = now
        self._asked.append(now)
        return look

    def due_in(self, now: float) -> float:
        """Seconds until `next` may have something."""
        times = [*self._due.values(), self._others_at]
        return max(0.0, min(times) - now, self._opens_at(now) - now)

    def _opens_at(self, now: float) -> float:
        while self._asked and self._asked[0] <= now - WINDOW:
            self._asked.popleft()
        full_until = self._asked[0] + WINDOW if len(self._asked) >= SHARE else 0.0
        return max(self._not_before, full_until)

    def _pace(self, conversation_id: ConversationId) -> float:
        rows = self._rows.get(conversation_id, 0)
        return SHOWN_SECONDS * self._slowness * (1 + rows / ROWS_PER_PACE)

    def _look_around(self, now: float) -> None:
        """Have the conversation looked at that was not for longest."""
        self._others_at = now + OTHERS_SECONDS * self._slowness
        others = [Look(Kind.WHOLE, one) for one in self._rows if one not in self._shown]
        if others:
            self._put(min(others, key=lambda look: self._last.get(look, 0.0)), now)

    def _put(self, look: Look, at: float) -> None:
        if (last := self._last.get(look)) is not None:
            at = max(at, last + SPACING)
        self._due[look] = min(at, self._due.get(look, at))
