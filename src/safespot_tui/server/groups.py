"""Groups: making them, who is in them, and what each may do (`Role` says it)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import CreateGroup, UpdateConversation
from safespot_tui.contract.responses import ConversationDetail
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import NoticeKind
from safespot_tui.server import conversation_log, locks, members, participation, sending
from safespot_tui.server.conversations import (
    detail,
    insert_conversation,
    known_report_id,
    place,
    require_users,
    tell_created,
)
from safespot_tui.server.errors import conflict, forbidden, not_found
from safespot_tui.server.moderation import cases, observers
from safespot_tui.server.schema import TAKES_PART, conversations
from safespot_tui.server.schema import members as member_rows
from safespot_tui.server.settings import MAX_GROUP_MEMBERS
from safespot_tui.server.transaction import Transaction


def create(transaction: Transaction, asked: CreateGroup) -> ConversationDetail:
    """A new group that the caller owns. Raises `not_found`."""
    connection, me = transaction.connection, transaction.actor_id
    others = _ids(asked.user_ids, but=[me])
    require_users(connection, others)
    conversation_id = insert_conversation(
        transaction,
        ConversationType.GROUP,
        report_id=known_report_id(connection, asked.report_id),
        name=asked.name,
        icon=asked.icon,
    )
    place(transaction, conversation_id, [me, *others], owner_id=me)
    tell_created(transaction, conversation_id, [me, *others])
    sending.add_notice(transaction, conversation_id, NoticeKind.CREATED, others, name=asked.name)
    return detail(connection, conversation_id, me)


def change(
    transaction: Transaction, conversation_id: str, asked: UpdateConversation
) -> ConversationDetail:
    """Another name or icon. Raises `not_found`, `forbidden`, or `conflict` for a DM."""
    connection, me = transaction.connection, transaction.actor_id
    _require_manager(connection, conversation_id, me)
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
        members.tell_all(
            transaction,
            conversation_id,
            EventName.CONVERSATION_UPDATED,
            conversation_id,
            fields=sorted(new),
        )
    for field, kind in (("name", NoticeKind.RENAMED), ("icon", NoticeKind.ICON_CHANGED)):
        if field in new:
            sending.add_notice(transaction, conversation_id, kind, name=new[field])
    return detail(connection, conversation_id, me)


def add_members(
    transaction: Transaction, conversation_id: str, user_ids: Sequence[UUID]
) -> ConversationDetail:
    """Bring people in. Raises `not_found`, `forbidden`, `conflict` for a DM or a full group."""
    connection, me = transaction.connection, transaction.actor_id
    _require_manager(connection, conversation_id, me)
    bring_in(transaction, conversation_id, user_ids)
    return detail(connection, conversation_id, me)


def bring_in(
    transaction: Transaction,
    conversation_id: str,
    user_ids: Sequence[UUID],
    *,
    by_moderators: bool = False,
) -> Sequence[str]:
    """Put people into a group that is held: who came. Raises `not_found`, `conflict`."""
    connection = transaction.connection
    present = members.member_ids(connection, conversation_id)
    new = _ids(user_ids, but=present)
    if not new:
        return new
    require_users(connection, new)
    if len(present) + len(new) > MAX_GROUP_MEMBERS:
        raise conflict("group_full", f"A group has at most {MAX_GROUP_MEMBERS} members.")
    for user_id in new:
        members.tell_all(transaction, conversation_id, EventName.MEMBER_JOINED, user_id)
    observed = observers.among(connection, conversation_id, new)
    place(transaction, conversation_id, new)
    if observed:
        cases.change(transaction, conversation_id)
    tell_created(transaction, conversation_id, new)
    log = conversation_log.number_of(connection, conversation_id)
    if log is not None:
        transaction.follow(conversation_id, log, new)
        if len(present) + len(new) > transaction.large_above:
            members.hide_reading(connection, conversation_id)
    joined = NoticeKind.JOINED, new
    sending.add_notice(transaction, conversation_id, *joined, by_moderators=by_moderators)
    return new


def remove_member(transaction: Transaction, conversation_id: str, user_id: str) -> None:
    """Take somebody out, or leave. Raises `not_found`, `forbidden`, or `conflict` for a DM."""
    connection, me = transaction.connection, transaction.actor_id
    own = _require_group(connection, conversation_id, me, even_locked=user_id == me)
    role = _role_of(connection, conversation_id, user_id)
    if user_id != me and not Role(own.role).may_remove(role):
        raise forbidden("Only an owner, or an admin of a plain member, can remove somebody.")
    take_out(transaction, conversation_id, user_id)


def take_out(
    transaction: Transaction, conversation_id: str, user_id: str, *, by_moderators: bool = False
) -> None:
    """Have somebody not be in a group that is held; it never stays without an owner.

    Raises `not_found`.
    """
    connection, me = transaction.connection, transaction.actor_id
    role = _role_of(connection, conversation_id, user_id)
    left = EventName.MEMBER_LEFT, user_id, conversation_id
    present = members.audience(connection, conversation_id)
    members.change(connection, conversation_id, user_id, {"left_at": transaction.now})
    # Whoever is out reads the conversation's log no more: they are told in their own.
    told = {user_id, *present.user_ids}
    transaction.tell(told, *left, log=present.log, user_id=user_id)
    if present.log is not None:
        transaction.leave(conversation_id, present.log, user_id)
    has_left = user_id == me and not by_moderators
    kind = NoticeKind.LEFT if has_left else NoticeKind.REMOVED
    sending.add_notice(transaction, conversation_id, kind, [user_id], by_moderators=by_moderators)
    if role is Role.OWNER and not _owners(connection, conversation_id):
        _hand_over(transaction, conversation_id, by_moderators=by_moderators)


def set_role(transaction: Transaction, conversation_id: str, user_id: str, role: Role) -> None:
    """Let a member do more or less than before.

    Raises `not_found`, `forbidden`, `conflict` for a DM or for the last owner.
    """
    connection, me = transaction.connection, transaction.actor_id
    own = _require_group(connection, conversation_id, me)
    if not Role(own.role).gives_roles:
        raise forbidden("Only an owner of the group can give roles.")
    before = _role_of(connection, conversation_id, user_id)
    if before is role:
        return
    if before is Role.OWNER and len(_owners(connection, conversation_id)) == 1:
        raise conflict("last_owner", "Make somebody else an owner first.")
    _give(transaction, conversation_id, user_id, role)


def _give(
    transaction: Transaction,
    conversation_id: str,
    user_id: str,
    role: Role,
    *,
    by_moderators: bool = False,
) -> None:
    connection = transaction.connection
    members.change(connection, conversation_id, user_id, {"role": role})
    members.tell_all(
        transaction, conversation_id, EventName.MEMBER_UPDATED, user_id, fields=["role"]
    )
    sending.add_notice(
        transaction,
        conversation_id,
        NoticeKind.ROLE_CHANGED,
        [user_id],
        role=role,
        by_moderators=by_moderators,
    )


def _hand_over(transaction: Transaction, conversation_id: str, *, by_moderators: bool) -> None:
    """A group whose last owner left belongs to an admin; else to who has been there longest."""
    heir = transaction.connection.scalar(
        select(member_rows.c.user_id)
        .where(
            member_rows.c.conversation_id == conversation_id,
            member_rows.c.left_at.is_(None),
            TAKES_PART,
        )
        .order_by(
            (member_rows.c.role == Role.ADMIN).desc(),
            member_rows.c.joined_at,
            member_rows.c.user_id,
        )
        .limit(1)
    )
    if heir is not None:
        _give(transaction, conversation_id, heir, Role.OWNER, by_moderators=by_moderators)


def _owners(connection: Connection, conversation_id: str) -> Sequence[str]:
    return connection.scalars(
        select(member_rows.c.user_id).where(
            member_rows.c.conversation_id == conversation_id,
            member_rows.c.left_at.is_(None),
            member_rows.c.role == Role.OWNER,
        )
    ).all()


def _role_of(connection: Connection, conversation_id: str, user_id: str) -> Role:
    role = connection.scalar(
        select(member_rows.c.role).where(
            member_rows.c.conversation_id == conversation_id,
            member_rows.c.user_id == user_id,
            member_rows.c.left_at.is_(None),
            TAKES_PART,
        )
    )
    if role is None:
        raise not_found("member")
    return Role(role)


def _require_manager(connection: Connection, conversation_id: str, user_id: str) -> None:
    own = _require_group(connection, conversation_id, user_id)
    if not Role(own.role).manages:
        raise forbidden("Only an owner or an admin of the group can do that.")


def _require_group(
    connection: Connection, conversation_id: str, user_id: str, *, even_locked: bool = False
) -> Any:
    locks.hold_conversation(connection, conversation_id)
    own = participation.require(connection, conversation_id, user_id, even_locked=even_locked)
    require_is_group(members.conversation_row(connection, conversation_id))
    return own


def require_is_group(conversation: Row[Any]) -> None:
    """Raises `conflict` for a conversation of two."""
    if conversation.type != ConversationType.GROUP:
        raise conflict("not_a_group", "This is possible in a group only.")


def _ids(user_ids: Sequence[UUID], but: Sequence[str]) -> list[str]:
    """As text, each once, in their order."""
    return [user_id for user_id in dict.fromkeys(map(str, user_ids)) if user_id not in but]
