"""One change of the world by one user."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from safespot_tui.contract.events import EventName
from safespot_tui.server import event_log, locks
from safespot_tui.server.event_log import Entry, Event


class Transaction:
    """A database transaction, who acts in it and when, and the events that tell of it.

    Rows and events are committed together. `told` is who to wake afterwards.
    """

    def __init__(
        self, connection: Connection, actor_id: str, origin_client_id: str | None, now: datetime
    ) -> None:
        self.connection = connection
        self.actor_id = actor_id
        self.now = now
        self.told: set[str] = set()
        self._events: list[tuple[Sequence[str], Event, dict[str, Any] | None]] = []
        self._origin_client_id = origin_client_id

    def tell(
        self,
        user_ids: Iterable[str],
        name: EventName,
        subject_id: str,
        conversation_id: str | None = None,
        *,
        partial: dict[str, Any] | None = None,
        **extra: Any,
    ) -> None:
        """Have an event written into the logs of `user_ids`.

        Only the actor's own log names the window that acted: others have no use for it, and must
        not be able to pass for it. `partial` is that of the event's payload, where whoever tells
        knows it already: for those who listen now, nobody need read it again.
        """
        recipients: Sequence[str] = sorted(set(user_ids))
        self.told.update(recipients)
        event = Event(name, subject_id, conversation_id, extra, self.now)
        self._events.append((recipients, event, partial))

    def record(self) -> list[Entry]:
        """Write what was told into the logs; the last thing that a transaction does.

        Until the commit nobody else writes into these logs, so it is not done before the end, and
        for all of them together.
        """
        locks.hold_logs(self.connection, self.told)
        return [
            event_log.append(
                self.connection, recipients, event, self.actor_id, self._origin_client_id, partial
            )
            for recipients, event, partial in self._events
        ]
