"""Rows as the contract's entities."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from safespot_tui.contract.entities import (
    ConversationModel,
    EntitiesModel,
    ImageModel,
    MemberModel,
    MessageModel,
    MetadataModel,
    NoticeModel,
    ReactionModel,
    ReportModel,
    UserModel,
)
from safespot_tui.contract.moderation import LockModel
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.member import Role
from safespot_tui.server.entity_queries import (
    IMAGES,
    NAMED_CONVERSATIONS,
    NAMED_MESSAGES,
    READERS_CONVERSATIONS,
    USERS,
    AboutMessages,
)
from safespot_tui.server.old_messages import shown_content, shown_type

_CHUNK = 500


def user_model(row: Row[Any]) -> UserModel:
    """A row of `users`."""
    return UserModel(id=row.id, alias=row.alias)


def report_model(row: Row[Any]) -> ReportModel:
    """A row of `reports`."""
    return ReportModel(id=row.id, title=row.title, category=row.category)


def conversation_model(row: Row[Any]) -> ConversationModel:
    """A row of `conversations`."""
    return ConversationModel(
        id=row.id,
        type=ConversationType(row.type),
        report_id=row.report_id,
        metadata=MetadataModel(**row.metadata),
        created_at=row.created_at,
        last_message_id=row.last_message_id,
        last_message_at=row.last_message_at,
        head_position=row.head_position,
        pinned_message_id=row.pinned_message_id,
        lock=LockModel(reason=row.lock_reason, locked_at=row.locked_at) if row.locked_at else None,
    )


def member_model(row: Row[Any], reader_id: str | None) -> MemberModel:
    """A row of `conversation_members` as `reader_id` may see it: flags are told to their owner.

    So is, in a large conversation, how far somebody has read.
    """
    shared: dict[str, Any] = {
        "conversation_id": row.conversation_id,
        "user_id": row.user_id,
        "role": Role(row.role),
        "joined_at": row.joined_at,
        "delivered_position": row.delivered_position,
    }
    if row.user_id != reader_id:
        is_large = row.shown_read_position is not None
        return MemberModel(
            **shared,
            last_read_message_id=row.shown_read_message_id
            if is_large
            else row.last_read_message_id,
            read_position=row.shown_read_position if is_large else row.read_position,
        )
    return MemberModel(
        **shared,
        last_read_message_id=row.last_read_message_id,
        read_position=row.read_position,
        pinned=row.pinned,
        archived=row.archived,
        muted_until=row.muted_until,
        marked_unread=row.marked_unread,
    )


def message_models(
    connection: Connection, rows: Sequence[Row[Any]], reader_id: str | None
) -> dict[str, MessageModel]:
    """Rows of `messages` with their reactions and the reader's stars, by id.

    Without a reader, what is the same for all of them.
    """
    asked = {"message_ids": [row.id for row in rows], "reader_id": reader_id}
    return _message_models(connection, rows, NAMED_MESSAGES, asked)


def _message_models(
    connection: Connection,
    rows: Sequence[Row[Any]],
    about: AboutMessages,
    asked: Mapping[str, Any],
) -> dict[str, MessageModel]:
    chosen: dict[str, dict[str, list[str]]] = defaultdict(dict)
    starred: dict[str, int] = {}
    if rows:
        for reaction in connection.execute(about.reactions, asked):
            chosen[reaction.message_id].setdefault(reaction.emoji, []).append(reaction.user_id)
    if rows and asked["reader_id"] is not None:
        starred = {row.message_id: row.revision for row in connection.execute(about.stars, asked)}
    image_ids = {row.image_id for row in rows if row.image_id and row.deleted_at is None}
    shown = image_models(connection, image_ids)
    return {
        row.id: MessageModel(
            id=row.id,
            conversation_id=row.conversation_id,
            sender_id=row.sender_id,
            content=shown_content(row),
            type=shown_type(row),
            created_at=row.created_at,
            position=row.position,
            revision=row.revision,
            client_message_id=row.client_message_id,
            reply_to_id=row.reply_to_id,
            forwarded=row.forwarded,
            edited_at=row.edited_at,
            deleted_at=row.deleted_at,
            removal=row.removal or "",
            reactions=[
                ReactionModel(emoji=emoji, user_ids=user_ids)
                for emoji, user_ids in chosen[row.id].items()
            ]
            if row.id in chosen
            else [],
            notice=NoticeModel(**row.notice) if row.notice else None,
            image=None if row.deleted_at else shown.get(row.image_id),
            starred=starred.get(row.id, 0) % 2 == 1,
            star_revision=starred.get(row.id, 0),
        )
        for row in rows
    }


def message_entities(
    connection: Connection, rows: Sequence[Row[Any]], reader_id: str
) -> EntitiesModel:
    """These messages as the reader sees them, and the people they name."""
    found = message_models(connection, rows, reader_id)
    return EntitiesModel(messages=found, users=user_models(connection, people_in(found.values())))


def people_in(found: Iterable[MessageModel]) -> set[str]:
    """The users that messages name: senders, those who reacted, and those a notice is about."""
    people: set[str] = set()
    for message in found:
        if message.sender_id is not None:
            people.add(message.sender_id)
        for reaction in message.reactions:
            people.update(reaction.user_ids)
        if message.notice is not None:
            people.update(message.notice.user_ids)
    return people


def image_models(connection: Connection, ids: Collection[str]) -> dict[str | None, ImageModel]:
    """Images by id."""
    ordered = sorted(ids)
    models: dict[str | None, ImageModel] = {}
    for start in range(0, len(ordered), _CHUNK):
        some = ordered[start : start + _CHUNK]
        for row in connection.execute(IMAGES, {"image_ids": some}):
            models[row.id] = ImageModel(
                id=row.id, width=row.width, height=row.height, size=row.size
            )
    return models


def user_models(connection: Connection, ids: Collection[str]) -> dict[str, UserModel]:
    """Users by id."""
    ordered = sorted(ids)
    models: dict[str, UserModel] = {}
    for start in range(0, len(ordered), _CHUNK):
        some = ordered[start : start + _CHUNK]
        for row in connection.execute(USERS, {"user_ids": some}):
            models[row.id] = user_model(row)
    return models


def conversation_entities(
    connection: Connection, reader_id: str, ids: Collection[str] | None
) -> EntitiesModel:
    """Conversations with all that a list of them shows, as `reader_id` sees it.

    That is members, users, reports, and of the messages the last and the pinned ones.

    None stands for all that the reader is in, and spares naming many one by one. Whether the reader
    may see those in `ids` at all has been decided by whoever chose them.
    """
    about = READERS_CONVERSATIONS if ids is None else NAMED_CONVERSATIONS
    asked = {"reader_id": reader_id, "conversation_ids": list(ids or ())}

    found_conversations = {
        row.id: conversation_model(row) for row in connection.execute(about.conversations, asked)
    }
    found_members: dict[str, dict[str, MemberModel]] = {id_: {} for id_ in found_conversations}
    for row in connection.execute(about.members, asked):
        found_members[row.conversation_id][row.user_id] = member_model(row, reader_id)
    found_users = {row.id: user_model(row) for row in connection.execute(about.users, asked)}
    rows = connection.execute(about.messages, asked).all()
    found_messages = _message_models(connection, rows, about.about_messages, asked)
    missing = people_in(found_messages.values()) - found_users.keys()
    return EntitiesModel(
        conversations=found_conversations,
        members=found_members,
        messages=found_messages,
        users=found_users | user_models(connection, missing),
        reports={row.id: report_model(row) for row in connection.execute(about.reports, asked)},
    )
