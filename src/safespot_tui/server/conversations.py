"""Making, showing and changing conversations."""

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import CreateDm, CreateGroup, UpdateConversation
from safespot_tui.contract.responses import ConversationDetail
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import NoticeKind
from safespot_tui.server import members, messages
from safespot_tui.server.entities import conversation_entities
from safespot_tui.server.errors import conflict, forbidden, invalid, not_found
from safespot_tui.server.schema import conversations, reports, users
from safespot_tui.server.schema import members as member_rows
from safespot_tui.server.settings import MAX_GROUP_MEMBERS
from safespot_tui.server.transaction import Transaction


def detail(connection: Connection, conversation_id: str, reader_id: str) -> ConversationDetail:
    """One conversation of the reader's. Raises `not_found`."""
    members.require(connection, conversation_id, reader_id)
    entities = conversation_entities(connection, reader_id, [conversation_id])
    return ConversationDetail(id=conversation_id, entities=entities)


def create_dm(transaction: Transaction, asked: CreateDm) -> tuple[ConversationDetail, bool]:
    """The pair's conversation about that report, and whether it is new. Raises `not_found`."""
    connection, me, other = transaction.connection, transaction.actor_id, str(asked.user_id)
    if other == me:
        raise invalid("user_id", "is the caller")
    _require_users(connection, [other])
    report_id = _report_id(connection, asked.report_id)
    pair_key = dm_key(me, other, report_id)
    known = connection.scalar(
        select(conversations.c.id).where(conversations.c.pair_key == pair_key)
    )
    if known is not None:
        return detail(connection, known, me), False
    conversation_id = insert_conversation(
        transaction, ConversationType.DM, report_id=report_id, pair_key=pair_key
    )
    _place(transaction, conversation_id, [me, other])
    _tell_created(transaction, conversation_id, [me, other])
    return detail(connection, conversation_id, me), True


def create_group(transaction: Transaction, asked: CreateGroup) -> ConversationDetail:
    """A new group that the caller owns. Raises `not_found`."""
    connection, me = transaction.connection, transaction.actor_id
    others = _ids(asked.user_ids, but=[me])
    _require_users(connection, others)
    conversation_id = insert_conversation(
        transaction,
        ConversationType.GROUP,
        report_id=_report_id(connection, asked.report_id),
        name=asked.name,
        icon=asked.icon,
    )
    _place(transaction, conversation_id, [me, *others], owner_id=me)
    _tell_created(transaction, conversation_id, [me, *others])
    messages.add_notice(transaction, conversation_id, NoticeKind.CREATED, others, asked.name)
    return detail(connection, conversation_id, me)


def change(
    transaction: Transaction, conversation_id: str, asked: UpdateConversation
) -> ConversationDetail:
    """Another name or icon for a group. Raises `not_found`, or `conflict` for a DM."""
    connection, me = transaction.connection, transaction.actor_id
    _require_group(connection, conversation_id, me)
    old = members.conversation_row(connection, conversation_id).metadata
    new = {
        name: value
        for name, value in (("name", asked.name), ("icon", asked.icon))
        if value is not None and value != old[name]
    }
    if new:
        connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(metadata={**old, **new})
        )
        transaction.tell(
            members.member_ids(connection, conversation_id),
            EventName.CONVERSATION_UPDATED,
            conversation_id,
            conversation_id,
            fields=sorted(new),
        )
    if "name" in new:
        messages.add_notice(transaction, conversation_id, NoticeKind.RENAMED, name=new["name"])
    return detail(connection, conversation_id, me)


def add_members(
    transaction: Transaction, conversation_id: str, user_ids: Sequence[UUID]
) -> ConversationDetail:
    """Bring people into a group. Raises `not_found`, or `conflict` for a DM or a full group."""
    connection, me = transaction.connection, transaction.actor_id
    _require_group(connection, conversation_id, me)
    present = members.member_ids(connection, conversation_id)
    new = _ids(user_ids, but=present)
    if new:
        _require_users(connection, new)
        if len(present) + len(new) > MAX_GROUP_MEMBERS:
            raise conflict("group_full", f"A group has at most {MAX_GROUP_MEMBERS} members.")
        _place(transaction, conversation_id, new)
        for user_id in new:
            transaction.tell(present, EventName.MEMBER_JOINED, user_id, conversation_id)
        _tell_created(transaction, conversation_id, new)
        messages.add_notice(transaction, conversation_id, NoticeKind.JOINED, new)
    return detail(connection, conversation_id, me)


def remove_member(transaction: Transaction, conversation_id: str, user_id: str) -> None:
    """Take somebody out of a group; oneself: leave.

    Raises `not_found`, `forbidden` unless the caller owns the group, or `conflict` for a DM.
    """
    connection, me = transaction.connection, transaction.actor_id
    own = _require_group(connection, conversation_id, me)
    present = members.member_ids(connection, conversation_id)
    if user_id not in present:
        raise not_found("member")
    if user_id != me and own.role != Role.OWNER:
        raise forbidden("Only the group's owner can remove somebody.")
    members.change(connection, conversation_id, user_id, {"left_at": transaction.now})
    transaction.tell(present, EventName.MEMBER_LEFT, user_id, conversation_id, user_id=user_id)
    kind = NoticeKind.LEFT if user_id == me else NoticeKind.REMOVED
    messages.add_notice(transaction, conversation_id, kind, [user_id])
    if user_id == me and own.role == Role.OWNER:
        _hand_over(transaction, conversation_id)


def insert_conversation(
    transaction: Transaction,
    type: ConversationType,  # noqa: A002 - the column's name
    *,
    report_id: str | None = None,
    pair_key: str | None = None,
    name: str = "",
    icon: str = "",
) -> str:
    """The id of a new, empty conversation."""
    conversation_id = str(uuid.uuid4())
    transaction.connection.execute(
        insert(conversations).values(
            id=conversation_id,
            type=type,
            report_id=report_id,
            metadata={"name": name, "icon": icon},
            created_at=transaction.now,
            active_at=transaction.now,
            head_position=0,
            pair_key=pair_key,
        )
    )
    return conversation_id


def dm_key(one: str, other: str, report_id: str | None) -> str:
    """The same for both of a pair; NULL reports would not clash in a unique index, so text."""
    return ":".join([*sorted((one, other)), report_id or ""])


def _place(
    transaction: Transaction,
    conversation_id: str,
    user_ids: Sequence[str],
    owner_id: str | None = None,
) -> None:
    connection = transaction.connection
    conversation = members.conversation_row(connection, conversation_id)
    members.place(connection, conversation, user_ids, transaction.now, owner_id)


def _tell_created(transaction: Transaction, conversation_id: str, user_ids: Sequence[str]) -> None:
    transaction.tell(user_ids, EventName.CONVERSATION_CREATED, conversation_id, conversation_id)


def _hand_over(transaction: Transaction, conversation_id: str) -> None:
    """A group whose owner left belongs to whoever has been there longest."""
    connection = transaction.connection
    heir = connection.scalar(
        select(member_rows.c.user_id)
        .where(member_rows.c.conversation_id == conversation_id, member_rows.c.left_at.is_(None))
        .order_by(member_rows.c.joined_at, member_rows.c.user_id)
        .limit(1)
    )
    if heir is not None:
        members.change(connection, conversation_id, heir, {"role": Role.OWNER})
        transaction.tell(
            members.member_ids(connection, conversation_id),
            EventName.MEMBER_UPDATED,
            heir,
            conversation_id,
            fields=["role"],
        )


def _require_group(connection: Connection, conversation_id: str, user_id: str) -> Any:
    own = members.require(connection, conversation_id, user_id)
    if members.conversation_row(connection, conversation_id).type != ConversationType.GROUP:
        raise conflict("not_a_group", "This is possible in a group only.")
    return own


def _require_users(connection: Connection, user_ids: Sequence[str]) -> None:
    found = connection.scalar(
        select(func.count()).select_from(users).where(users.c.id.in_(user_ids))
    )
    if found != len(user_ids):
        raise not_found("user")


def _report_id(connection: Connection, report_id: UUID | None) -> str | None:
    if report_id is None:
        return None
    found = connection.scalar(select(reports.c.id).where(reports.c.id == str(report_id)))
    if found is None:
        raise not_found("report")
    return found


def _ids(user_ids: Sequence[UUID], but: Sequence[str]) -> list[str]:
    """As text, each once, in their order."""
    return [user_id for user_id in dict.fromkeys(map(str, user_ids)) if user_id not in but]
