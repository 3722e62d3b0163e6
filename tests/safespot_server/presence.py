"""Who counts as online, which is not who is connected."""

from dataclasses import dataclass

from .clock import Clock


@dataclass
class _Sessions:
    count: int
    expires: float


class Presence:
    """A counter of sessions and a key, each of which expires on its own.

    ```
               connect                  heartbeat          only a new connection
    offline ───────────▶ online ◀──────────────────┐       renews the counter
       ▲                   │  key expires (60 s) ───┘
       └───────────────────┴─ counter expires (120 s after the last connection), or the last
                              session closes
    ```

    Both live outside the process: they survive a restart, and so does what was never closed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[str, _Sessions] = {}
        self._keys: dict[str, float] = {}

    def connect(self, person_id: str, *, session: float, key: float) -> None:
        """A stream of that person opened; what it sets lasts so many seconds."""
        now = self._clock.seconds()
        count = self._count(person_id) + 1
        self._sessions[person_id] = _Sessions(count, now + session)
        self.beat(person_id, key=key)

    def beat(self, person_id: str, *, key: float) -> None:
        self._keys[person_id] = self._clock.seconds() + key

    def disconnect(self, person_id: str) -> bool:
        """A stream of that person closed; whether it passes for the last one."""
        left = self._count(person_id) - 1
        if left > 0:
            self._sessions[person_id].count = left
            return False
        self._sessions.pop(person_id, None)
        self._keys.pop(person_id, None)
        return True

    def is_online(self, person_id: str) -> bool:
        return self._count(person_id) > 0 and self._keys.get(person_id, 0) > self._clock.seconds()

    def online(self) -> int:
        return sum(self.is_online(person_id) for person_id in self._sessions)

    def _count(self, person_id: str) -> int:
        sessions = self._sessions.get(person_id)
        if sessions is None or sessions.expires <= self._clock.seconds():
            return 0
        return sessions.count
