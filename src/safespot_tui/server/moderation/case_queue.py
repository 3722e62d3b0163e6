"""The cases of a moderator in the order of the queue, page by page, and at once in a snapshot."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, union

from safespot_tui.contract import limits
from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.responses import CaseList
from safespot_tui.domain.case import CaseState
from safespot_tui.server.errors import invalid
from safespot_tui.server.moderation import moderators
from safespot_tui.server.moderation.cases import CASES, EVERY_MODERATORS, case_entities, is_in
from safespot_tui.server.moderation.schema import cases
from safespot_tui.server.schema import ABOUT_A_REPORT, EPOCH, MICROSECOND, conversations

# Both by an index: most conversations are none of the moderators' business.
_ANYBODYS = union(
    select(conversations.c.id).where(ABOUT_A_REPORT), select(cases.c.conversation_id)
).subquery()

_IN_ORDER = CASES.where(conversations.c.id.in_(select(_ANYBODYS.c[0]))).order_by(
    # What waits comes first; engines do not agree on where nothing goes.
    cases.c.waiting_since.is_(None),
    cases.c.waiting_since,
    conversations.c.active_at.desc(),
    conversations.c.id,
)


def page(
    connection: Connection,
    moderator_id: str,
    state: CaseState | None,
    now: datetime,
    after: str | None,
    limit: int,
) -> CaseList:
    """Cases after a place that an earlier page named: those in a state, or all but what is done.

    Longest waiting first, then those in which nothing waits, by when something last happened there.
    Raises `invalid`.
    """
    asked = _seen_by(moderator_id).where(_in_state(state, now))
    if after is not None:
        asked = asked.where(_follows(*_decode(after)))
    rows = connection.execute(asked.limit(limit + 1)).all()
    return CaseList(
        ids=[row.id for row in rows[:limit]],
        entities=case_entities(connection, rows[:limit]),
        next=_encode(rows[limit - 1]) if len(rows) > limit else None,
    )


def snapshot(connection: Connection, user_id: str) -> EntitiesModel:
    """All but what is done, as far as there is room for, with whom they name; none for others."""
    if not moderators.standing_of(connection, user_id).moderates:
        return EntitiesModel()
    asked = _seen_by(user_id).where(cases.c.done_at.is_(None)).limit(limits.MAX_CASES)
    return case_entities(connection, connection.execute(asked).all())


def _seen_by(moderator_id: str) -> Select[*tuple[Any, ...]]:
    return _IN_ORDER.where(or_(EVERY_MODERATORS, is_in(moderator_id)))


def _in_state(state: CaseState | None, now: datetime) -> ColumnElement[bool]:
    """As `Case.state` says it."""
    done = cases.c.done_at.is_not(None)
    snoozed = and_(~done, cases.c.snoozed_until.is_not(None), cases.c.snoozed_until > now)
    awake = and_(~done, or_(cases.c.snoozed_until.is_(None), cases.c.snoozed_until <= now))
    match state:
        case None:
            return ~done
        case CaseState.DONE:
            return done
        case CaseState.SNOOZED:
            return snoozed
        case CaseState.CLAIMED:
            return and_(awake, cases.c.claimed_by.is_not(None))
        case CaseState.OPEN:
            return and_(awake, cases.c.claimed_by.is_(None))


def _follows(waiting: datetime | None, active_at: datetime, id_: str) -> ColumnElement[bool]:
    since, active = cases.c.waiting_since, conversations.c.active_at
    within = or_(active < active_at, and_(active == active_at, conversations.c.id > id_))
    if waiting is None:
        return and_(since.is_(None), within)
    return or_(since.is_(None), since > waiting, and_(since == waiting, within))


def _encode(row: Any) -> str:
    place = [_number(row.waiting_since), _number(row.active_at), row.id]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def _decode(after: str) -> tuple[datetime | None, datetime, str]:
    try:
        place: object = json.loads(base64.urlsafe_b64decode(after))
        match place:
            case [None | int() as waiting, int(active_at), str(conversation_id)]:
                since = None if waiting is None else EPOCH + waiting * MICROSECOND
                return since, EPOCH + active_at * MICROSECOND, str(UUID(conversation_id))
            case _:
                raise invalid("after", "no place in this list")
    # ValueError: not base64, not text, not JSON, no id. The others: too large, too deep.
    except (ValueError, OverflowError, RecursionError):
        raise invalid("after", "no place in this list") from None
