"""Who has streams open at the other server processes: as they said, for as long as it holds."""

import time
from collections.abc import Callable, Collection, Iterable

KEPT_SECONDS = 12.0
"""What a process says of its streams holds so long, unless it says it again: its machine may be
gone, and nobody knows."""


class Elsewhere:
    """Streams by user and process.

    Hints: a process that says nothing for `KEPT_SECONDS` has no streams. Where they are counted for
    a limit, one may get in that would not have, in the moment before it is heard of.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._streams: dict[str, dict[str, tuple[int, float]]] = {}

    def heard(self, process: str, user_id: str, streams: int) -> bool:
        """So many are open there now; whether the user came with it, or went."""
        was = self.is_online(user_id)
        processes = self._streams.setdefault(user_id, {})
        if streams:
            processes[process] = streams, self._clock() + KEPT_SECONDS
        else:
            processes.pop(process, None)
        if not processes:
            del self._streams[user_id]
        return was != self.is_online(user_id)

    def left(self, process: str) -> list[str]:
        """That process has ended; who went with it."""
        theirs = [user_id for user_id, there in self._streams.items() if process in there]
        return [user_id for user_id in theirs if self.heard(process, user_id, 0)]

    def keep(self, processes: Collection[str]) -> list[str]:
        """Those processes are alive, and no others; who went with the others."""
        known = {process for there in self._streams.values() for process in there}
        return [
            user_id for process in known.difference(processes) for user_id in self.left(process)
        ]

    def expire(self) -> list[str]:
        """Forget what was not said again; who went with it."""
        now, gone = self._clock(), list[str]()
        for user_id, processes in list(self._streams.items()):
            for process, (_, until) in list(processes.items()):
                if until <= now:
                    del processes[process]
            if not processes:
                del self._streams[user_id]
                gone.append(user_id)
        return gone

    def is_online(self, user_id: str) -> bool:
        """Whether the user has a stream open somewhere else."""
        return user_id in self._streams

    def online(self) -> Iterable[str]:
        """Everybody who has."""
        return self._streams.keys()

    def streams_of(self, user_id: str) -> int:
        """How many streams the user has open somewhere else."""
        return sum(streams for streams, _ in self._streams.get(user_id, {}).values())
