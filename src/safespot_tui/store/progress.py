"""How far something has come that takes long."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId


class Work(StrEnum):
    """What it is that takes long, and what is counted of it."""

    FIRST_SYNC = "first_sync"
    """The inbox for the first time; conversations."""
    CATCH_UP = "catch_up"
    """What happened while away; facts."""
    HISTORY = "history"
    """Older messages of one conversation; messages."""
    UPLOAD = "upload"
    """An image on its way out; bytes."""
    DOWNLOAD = "download"
    """An image on its way in; bytes."""
    EXPORT = "export"
    """Conversations into a file; messages."""


class Progress(Struct, frozen=True):
    """One piece of work under way. `work` and `name` tell it from all others."""

    work: Work
    name: str = ""
    """Which of its kind: the conversation, the message, the file."""
    done: int = 0
    total: int | None = None
    """None where nobody knows how much there is."""
    conversation_id: ConversationId | None = None
    """The conversation that it is about, if it is about one."""

    @property
    def percent(self) -> int | None:
        """How much of it is done, 0 to 100; None where nobody knows."""
        if not self.total:
            return None
        return max(0, min(100, self.done * 100 // self.total))


class Progresses:
    """What is under way, in the order in which it was begun. Only the store changes it."""

    def __init__(self) -> None:
        self._items: dict[tuple[Work, str], Progress] = {}

    @property
    def items(self) -> Sequence[Progress]:
        """All that is under way, what was begun first first."""
        return tuple(self._items.values())

    def put(self, progress: Progress) -> bool:
        """It has begun, or come further; whether that is news."""
        key = progress.work, progress.name
        if self._items.get(key) == progress:
            return False
        self._items[key] = progress
        return True

    def end(self, work: Work, name: str) -> bool:
        """It is done or given up; whether it was under way."""
        return self._items.pop((work, name), None) is not None
