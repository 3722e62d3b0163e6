"""The bodies of events, made when they are sent: from the rows of that moment, for that reader."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, select

from safespot_tui.contract.entities import EntitiesModel
from safespot_tui.contract.events import EventName
from safespot_tui.domain.member import Role
from safespot_tui.server import members
from safespot_tui.server.entities import (
    conversation_entities,
    conversation_model,
    member_model,
    message_entities,
    message_models,
    user_models,
)
from safespot_tui.server.event_log import Entry, Event
from safespot_tui.server.moderation import cases, sanctions
from safespot_tui.server.reading import Logged
from safespot_tui.server.schema import messages

Payload = dict[str, Any]

_MESSAGE = select(messages).where(messages.c.id == bindparam("message_id"))

_NAMED_BY_PAYLOAD = {"id", "conversation_id"}
_OWN_TO_EACH = {"starred", "pinned_message_id"}
"""Fields whose events are not the same for every reader: they bring the reader's own stars."""
_SAME_FOR_ALL = {
    EventName.MESSAGE_CREATED,
    EventName.MESSAGE_UPDATED,
    EventName.MESSAGE_DELETED,
    EventName.MESSAGE_DELIVERED,
    EventName.MEMBER_UPDATED,
    EventName.USER_UPDATED,
    EventName.CASE_UPDATED,
}
"""Events that nobody is told for whom their body, or their right to it, would be another."""
_PRIVATE = {"user_id", "conversation_id", "pinned", "archived", "muted_until", "marked_unread"}


def payloads(
    connection: Connection, reader_id: str, rows: Sequence[Logged]
) -> Iterator[Payload | None]:
    """A payload per row, made as it is asked for; None where there is none to see now."""
    visible = _visible(connection, reader_id, rows)
    for row in rows:
        may_see = row.name is not None and (
            row.conversation_id is None
            or row.conversation_id in visible
            # They cannot see it because of this very event.
            or (row.name == EventName.MEMBER_LEFT and row.subject_id == reader_id)
        )
        made = _payload(connection, row, reader_id) if may_see else None
        yield None if made is None else {**made, "originClientId": row.origin_client_id}


def is_the_same_for_all(event: Event) -> bool:
    """Whether `shared` can make its payload."""
    own = _OWN_TO_EACH.intersection(event.extra.get("fields", ()))
    return event.name in _SAME_FOR_ALL and not own


def shared(connection: Connection, entry: Entry) -> Payload | None:
    """The payload that everybody may see who is told of the event; None if there is none now."""
    event = entry.event
    if entry.partial is not None:
        return _named(event, entry.partial)
    # Only owners are told of what is theirs alone.
    reader_id = event.subject_id if event.name is EventName.MEMBER_UPDATED else None
    return _hydrate(connection, event, reader_id)


def _payload(connection: Connection, row: Logged, reader_id: str) -> Payload | None:
    if row.name is EventName.CONVERSATION_CREATED:
        return _conversation_created(connection, reader_id, cast("str", row.conversation_id))
    own = (
        row.name in (EventName.MEMBER_UPDATED, EventName.CASE_UPDATED)
        or _OWN_TO_EACH.intersection(row.extra.get("fields", ()))
        # In the own log their star comes before the message, and would be lost.
        or row.log is not None
    )
    return _hydrate(connection, row, reader_id if own else None)


def _visible(connection: Connection, reader_id: str, rows: Sequence[Logged]) -> set[str]:
    about = {row.conversation_id for row in rows if row.conversation_id is not None}
    if not about:
        return set()
    return set(members.conversations_among(connection, reader_id, sorted(about)))


def _hydrate(connection: Connection, row: Logged | Event, reader_id: str | None) -> Payload | None:
    made: tuple[dict[str, Any], EntitiesModel | None] | None
    # Only what is told of a user has none, and does not ask for it.
    conversation_id = cast("str", row.conversation_id)
    match row.name:
        case EventName.MESSAGE_CREATED:
            made = _message(connection, row.subject_id, None, reader_id)
        case EventName.MESSAGE_UPDATED | EventName.MESSAGE_DELETED:
            fields = set(cast("list[str]", row.extra["fields"]))
            # A star changes nothing of what the revision counts.
            fields |= set() if "starred" in fields else {"revision"}
            made = _message(connection, row.subject_id, fields, reader_id)
        case EventName.CONVERSATION_UPDATED:
            made = _conversation(connection, conversation_id, row.extra["fields"], reader_id)
        case EventName.MEMBER_JOINED:
            made = _member(connection, conversation_id, row.subject_id, None, None)
        case EventName.MEMBER_UPDATED:
            fields = set(cast("list[str]", row.extra["fields"]))
            made = _member(connection, conversation_id, row.subject_id, fields, reader_id)
        case EventName.MEMBER_LEFT | EventName.MESSAGE_DELIVERED:
            made = row.extra, None
        case EventName.USER_UPDATED:
            made = {"alias": user_models(connection, [row.subject_id])[row.subject_id].alias}, None
        case EventName.ACCOUNT_UPDATED:
            account = sanctions.account(connection, row.subject_id, datetime.now(UTC))
            made = account.model_dump(mode="json"), None
        case EventName.CASE_UPDATED:
            made = _case(connection, row.subject_id, reader_id)
        case name:
            raise ValueError(f"{name} has no payload")
    if made is None:
        return None
    partial, entities = made
    payload = _named(row, partial)
    if entities is not None:
        payload["entities"] = entities.model_dump(mode="json", exclude_defaults=True)
    return payload


def _named(row: Logged | Event, partial: dict[str, Any]) -> Payload:
    return {"id": row.subject_id, "conversation_id": row.conversation_id, "partial": partial}


def _message(
    connection: Connection,
    message_id: str,
    fields: set[str] | None,
    reader_id: str | None = None,
) -> tuple[dict[str, Any], EntitiesModel | None] | None:
    rows = connection.execute(_MESSAGE, {"message_id": message_id}).all()
    message = message_models(connection, rows, reader_id)[message_id]
    if fields is not None:
        return message.model_dump(mode="json", include=fields), None
    return message.model_dump(mode="json", exclude=_NAMED_BY_PAYLOAD), None


def _conversation(
    connection: Connection, conversation_id: str, fields: list[str], reader_id: str | None
) -> tuple[dict[str, Any], EntitiesModel | None]:
    row = members.conversation_row(connection, conversation_id)
    if "pinned_message_id" in fields and reader_id is not None:
        rows = connection.execute(_MESSAGE, {"message_id": row.pinned_message_id}).all()
        entities = message_entities(connection, rows, reader_id)
        return {"pinned_message_id": row.pinned_message_id}, entities
    if "lock" in fields:
        lock = conversation_model(row).lock
        return {"lock": None if lock is None else lock.model_dump(mode="json")}, None
    metadata = conversation_model(row).metadata.model_dump(mode="json", include=set(fields))
    return {"metadata": metadata}, None


def _member(
    connection: Connection,
    conversation_id: str,
    user_id: str,
    fields: set[str] | None,
    reader_id: str | None,
) -> tuple[dict[str, Any], EntitiesModel | None] | None:
    row = members.find(connection, conversation_id, user_id)
    if row is None or not (Role(row.role).takes_part or user_id == reader_id):
        return None
    member = member_model(row, reader_id)
    if fields is not None:
        return member.model_dump(mode="json", include=fields), None
    joined = member.model_dump(mode="json", exclude=_PRIVATE)
    return joined, EntitiesModel(users=user_models(connection, [user_id]))


def _case(
    connection: Connection, conversation_id: str, reader_id: str | None
) -> tuple[dict[str, Any], EntitiesModel | None] | None:
    """For a reader of now, who may not moderate any more; None stands for those told just now."""
    if reader_id is not None and not cases.may_see(connection, conversation_id, reader_id):
        return None
    found = cases.detail(connection, conversation_id).entities
    case = found.cases[conversation_id].model_dump(mode="json", exclude=_NAMED_BY_PAYLOAD)
    return case, found.model_copy(update={"cases": {}})


def _conversation_created(connection: Connection, reader_id: str, conversation_id: str) -> Payload:
    entities = conversation_entities(connection, reader_id, [conversation_id])
    conversation = entities.conversations[conversation_id]
    rest = entities.model_copy(update={"conversations": {}})
    return {
        "id": conversation_id,
        "conversation_id": conversation_id,
        "partial": conversation.model_dump(mode="json", exclude=_NAMED_BY_PAYLOAD),
        "entities": rest.model_dump(mode="json"),
    }
