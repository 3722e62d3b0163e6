"""Filling the moderator's desk of a fresh database, as `server.seed` fills the rest of it."""

from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.moderation import audit
from safespot_tui.server.moderation.schema import cases, flags, sanctions
from safespot_tui.server.transaction import Transaction

_Row = dict[str, Any]


class DeskSeeder:
    """Makes rows in memory and stores them at once, after those that they refer to.

    No log tells of them, so use it only where no client has been.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._standings: dict[str, Standing] = {}
        self._cases: list[_Row] = []
        self._flags: list[_Row] = []
        self._sanctions: list[_Row] = []
        self._suspensions: list[tuple[str, datetime, _Row]] = []

    def set_standing(self, user_id: str, standing: Standing) -> None:
        """What somebody is to the server."""
        self._standings[user_id] = standing

    def add_case(
        self,
        conversation_id: str,
        created_at: datetime,
        *,
        waiting_since: datetime | None,
        flagged_at: datetime | None = None,
        claimed_by: str | None = None,
    ) -> None:
        """A case."""
        self._cases.append(
            {
                "conversation_id": conversation_id,
                "revision": 1,
                "created_at": created_at.astimezone(UTC),
                "flagged_at": flagged_at and flagged_at.astimezone(UTC),
                "waiting_since": waiting_since and waiting_since.astimezone(UTC),
                "claimed_by": claimed_by,
            }
        )

    def add_flag(
        self,
        conversation_id: str,
        message_id: str,
        sender_id: str,
        quoted: str,
        *,
        by: str,
        reason: str,
        at: datetime,
    ) -> None:
        """A member's complaint of a message."""
        self._flags.append(
            {
                "id": str(UUID(int=self._random.getrandbits(128), version=4)),
                "conversation_id": conversation_id,
                "raised_by": by,
                "user_id": sender_id,
                "message_id": message_id,
                "quoted": quoted,
                "reason": reason,
                "created_at": at.astimezone(UTC),
            }
        )

    def suspend(self, user_id: str, until: datetime, reason: str, *, by: str, at: datetime) -> None:
        """Somebody is suspended, which stands in the trail."""
        row = {"user_id": user_id, "until": until.astimezone(UTC), "reason": reason}
        self._sanctions.append({**row, "kind": SanctionKind.SUSPENSION})
        self._suspensions.append((by, at.astimezone(UTC), row))

    def store(self, connection: Connection) -> None:
        """Insert everything."""
        for user_id, standing in self._standings.items():
            people.set_standing(connection, user_id, standing)
        for table, rows in (
            (cases, self._cases),
            (flags, self._flags),
            (sanctions, self._sanctions),
        ):
            if rows:
                connection.execute(insert(table), rows)
        for by, at, row in self._suspensions:
            audit.record(Transaction(connection, by, None, at), AuditAction.USER_SUSPENDED, **row)
