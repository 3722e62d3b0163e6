"""A user's conversations in the order of the inbox, page by page, and the whole of it at once."""

import base64
import json
from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select

from safespot_tui.contract.responses import ConversationList, Snapshot
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.server import event_log
from safespot_tui.server.entities import conversation_entities, user_models
from safespot_tui.server.errors import invalid
from safespot_tui.server.moderation import case_queue, sanctions
from safespot_tui.server.schema import EPOCH, MICROSECOND, conversations, members


class InboxFilter(StrEnum):
    """Which conversations are wanted. All but `archived` leave the archived out."""

    ALL = "all"
    UNREAD = "unread"
    ARCHIVED = "archived"
    GROUPS = "groups"


_UNREAD = or_(members.c.marked_unread, conversations.c.head_position > members.c.read_position)
_FILTERS: dict[InboxFilter, ColumnElement[bool]] = {
    InboxFilter.ALL: members.c.archived.is_(False),
    InboxFilter.UNREAD: and_(members.c.archived.is_(False), _UNREAD),
    InboxFilter.ARCHIVED: members.c.archived.is_(True),
    InboxFilter.GROUPS: and_(
        members.c.archived.is_(False), conversations.c.type == ConversationType.GROUP
    ),
}


_IN_ORDER = (
    select(conversations.c.id, conversations.c.active_at, members.c.pinned)
    .join(members, members.c.conversation_id == conversations.c.id)
    .where(members.c.user_id == bindparam("user_id"), members.c.left_at.is_(None))
    .order_by(members.c.pinned.desc(), conversations.c.active_at.desc(), conversations.c.id)
)


def page(
    connection: Connection, user_id: str, which: InboxFilter, after: str | None, limit: int
) -> ConversationList:
    """Conversations after a place that an earlier page named. Raises `invalid`."""
    asked = _IN_ORDER.where(_FILTERS[which])
    if after is not None:
        asked = asked.where(_follows(*_decode(after)))
    rows = connection.execute(asked.limit(limit + 1), {"user_id": user_id}).all()
    ids = [row.id for row in rows[:limit]]
    return ConversationList(
        ids=ids,
        entities=conversation_entities(connection, user_id, ids),
        next=_encode(rows[limit - 1]) if len(rows) > limit else None,
    )


def snapshot(connection: Connection, user_id: str, online: Collection[str]) -> Snapshot:
    """All that the user can see, without history, and the cursor it is true at."""
    ids = [row.id for row in connection.execute(_IN_ORDER, {"user_id": user_id})]
    entities = conversation_entities(connection, user_id, None)
    entities.users.update(user_models(connection, [user_id]))
    present = sorted(entities.users.keys() & online)
    # Whom only a case names is nobody whose coming and going the reader may see.
    work = case_queue.snapshot(connection, user_id)
    entities.users.update(work.users)
    entities.reports.update(work.reports)
    entities.cases.update(work.cases)
    return Snapshot(
        me=user_id,
        cursor=str(event_log.head(connection, user_id)),
        ids=ids,
        entities=entities,
        online=present,
        account=sanctions.account(connection, user_id, datetime.now(UTC)),
    )


def _follows(pinned: bool, active_at: datetime, conversation_id: str) -> ColumnElement[bool]:
    """Later in the order of the inbox: unpinned after pinned, older after newer, then by id."""
    active, id_ = conversations.c.active_at, conversations.c.id
    within = or_(active < active_at, and_(active == active_at, id_ > conversation_id))
    same = and_(members.c.pinned.is_(pinned), within)
    return or_(same, members.c.pinned.is_(False)) if pinned else same


def _encode(row: Any) -> str:
    place = [row.pinned, (row.active_at - EPOCH) // MICROSECOND, row.id]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _decode(after: str) -> tuple[bool, datetime, str]:
    try:
        place: object = json.loads(base64.urlsafe_b64decode(after))
        match place:
            case [bool(pinned), int(microseconds), str(conversation_id)]:
                return pinned, EPOCH + microseconds * MICROSECOND, conversation_id
            case _:
                raise invalid("after", "no place in this list")
    # ValueError: not base64, not text, not JSON. The others: numbers and nesting out of bounds.
    except (ValueError, OverflowError, RecursionError):
        raise invalid("after", "no place in this list") from None
