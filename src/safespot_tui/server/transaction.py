"""One change of the world by one user."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from safespot_tui.contract.events import EventName
from safespot_tui.domain.standing import Standing
from safespot_tui.server import conversation_log, event_log, locks
from safespot_tui.server.event_log import Entry, Event, Turn
from safespot_tui.server.settings import LARGE_ABOVE, LOG_ABOVE


class _Told(Struct, frozen=True):
    user_ids: Sequence[str]
    log: int | None
    event: Event
    partial: dict[str, Any] | None


class Transaction:
    """A database transaction, who acts in it and when, and the events that tell of it.

    Rows and events are committed together. `told` is who to wake afterwards, `told_logs` the logs
    of conversations whose readers are to be woken.
    """

    def __init__(
        self,
        connection: Connection,
        actor_id: str,
        origin_client_id: str | None,
        now: datetime,
        log_above: int = LOG_ABOVE,
        large_above: int = LARGE_ABOVE,
        standing: Standing = Standing.MEMBER,
    ) -> None:
        self.connection = connection
        self.actor_id = actor_id
        self.standing = standing
        self.now = now
        self.log_above = min(log_above, large_above)
        self.large_above = large_above
        self.told: set[str] = set()
        self.told_logs: set[int] = set()
        self._events: list[_Told] = []
        self._origin_client_id = origin_client_id

    def tell(
        self,
        user_ids: Iterable[str],
        name: EventName | Turn,
        subject_id: str,
        conversation_id: str | None = None,
        *,
        log: int | None = None,
        partial: dict[str, Any] | None = None,
        **extra: Any,
    ) -> None:
        """Have an event written into the logs of `user_ids`, and into a conversation's.

        Only the actor's own streams name the window that acted: others have no use for it, and must
        not be able to pass for it. `partial` is that of the event's payload, where whoever tells
        knows it already: for those who listen now, nobody need read it again.
        """
        recipients: Sequence[str] = sorted(set(user_ids))
        self.told.update(recipients)
        if log is not None:
            self.told_logs.add(log)
        event = Event(name, subject_id, conversation_id, extra, self.now)
        self._events.append(_Told(recipients, log, event, partial))

    def follow(self, conversation_id: str, log: int, user_ids: Sequence[str]) -> list[str]:
        """Have members read the conversation's log, from what this transaction tells next.

        Those who have no room for it, and are told in their own as before.
        """
        start = conversation_log.head(self.connection, log)
        start += sum(told.log == log for told in self._events)
        able = set(conversation_log.follow(self.connection, conversation_id, user_ids, start))
        if able:
            about = conversation_id, conversation_id
            self.tell(able, Turn.FOLLOW, *about, number=log, start=start)
        return [user_id for user_id in user_ids if user_id not in able]

    def leave(self, conversation_id: str, log: int, user_id: str) -> None:
        """Have somebody who is no member any more not read the conversation's log."""
        self.tell([user_id], Turn.LEAVE, conversation_id, conversation_id, number=log)

    def record(self) -> list[Entry]:
        """Write what was told into the logs; the last thing that a transaction does.

        Until the commit nobody else writes into these logs, so it is not done before the end, and
        for all of them together. A single event locks them as it raises their counters.
        """
        if self.told and len(self._events) > 1:
            locks.hold_logs(self.connection, self.told)
        return [
            event_log.append(
                self.connection,
                told.user_ids,
                told.event,
                self.actor_id,
                self._origin_client_id,
                told.partial,
                told.log,
            )
            for told in self._events
        ]
