"""What is to be told and was not taken yet."""

from collections import deque

from safespot_tui.domain.event import Heartbeat, Received, StreamItem


class Outlet:
    """What waits to be read from the stream, in order.

    A fact stays until somebody takes it, even if the stream it waited for breaks: what made it is
    not heard a second time.
    """

    def __init__(self) -> None:
        self._waiting: deque[StreamItem] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, item: StreamItem) -> None:
        """Tell `item` after all that waits; a sign of life only if nothing does."""
        if not (isinstance(item, Heartbeat) and self._waiting):
            self._waiting.append(item)

    def take(self) -> StreamItem | None:
        """What is to be told next."""
        return self._waiting.popleft() if self._waiting else None

    def begin(self) -> None:
        """A stream begins: only facts that last are still of interest."""
        self._waiting = deque(item for item in self._waiting if _lasts(item))

    def clear(self) -> None:
        """Everything was told in another way."""
        self._waiting.clear()


def _lasts(item: StreamItem) -> bool:
    return isinstance(item, Received) and item.cursor is not None
