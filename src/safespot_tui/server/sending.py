"""Writing messages: what most of the backend's time goes into.

Its statements are built once, and each is asked once: who may write, who hears of it, what stands
before. What has just been written is not read again.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from safespot_tui.contract.entities import EntitiesModel, MessageModel, NoticeModel, UserModel
from safespot_tui.contract.events import EventName
from safespot_tui.contract.requests import SendImage, SendMessage
from safespot_tui.contract.responses import MessageDetail
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import MessageType, NoticeKind
from safespot_tui.server import conversation_log, images, locks, members, participation
from safespot_tui.server.entities import image_models
from safespot_tui.server.errors import conflict, not_found
from safespot_tui.server.messages import created_at, detail
from safespot_tui.server.moderation import cases as case_news
from safespot_tui.server.moderation.schema import cases
from safespot_tui.server.schema import (
    MICROSECOND,
    TOLD_APART,
    conversation_logs,
    conversations,
    messages,
    users,
)
from safespot_tui.server.schema import members as member_rows
from safespot_tui.server.statement import Statement
from safespot_tui.server.transaction import Transaction

_PLACE = Statement(
    select(
        conversations.c.id,
        conversations.c.last_message_at,
        conversations.c.head_position,
        conversations.c.report_id,
        conversations.c.lock_reason,
        member_rows.c.user_id.label("member_id"),
        member_rows.c.role,
        users.c.alias,
        member_rows.c.last_read_message_id,
        member_rows.c.read_position,
        member_rows.c.delivered_position,
        member_rows.c.shown_read_message_id,
        member_rows.c.shown_read_position,
        conversation_logs.c.number.label("log"),
        cases.c.conversation_id.label("case_id"),
        messages.c.id.label("known_id"),
        messages.c.request_sha256.label("known_sha256"),
    )
    .select_from(users)
    .outerjoin(conversations, conversations.c.id == bindparam("conversation"))
    .outerjoin(conversation_logs, conversation_logs.c.conversation_id == conversations.c.id)
    .outerjoin(cases, cases.c.conversation_id == conversations.c.id)
    .outerjoin(
        member_rows,
        and_(
            member_rows.c.conversation_id == conversations.c.id,
            member_rows.c.user_id == users.c.id,
            member_rows.c.left_at.is_(None),
        ),
    )
    .outerjoin(
        messages,
        and_(
            messages.c.sender_id == users.c.id,
            messages.c.client_message_id
            == bindparam("client_message", type_=messages.c.client_message_id.type),
        ),
    )
    .where(users.c.id == bindparam("sender"))
)
_MEMBERS = select(
    member_rows.c.user_id,
    member_rows.c.role,
    member_rows.c.archived,
    member_rows.c.muted_until,
    member_rows.c.log_from,
).where(member_rows.c.conversation_id == bindparam("conversation"), member_rows.c.left_at.is_(None))
_READERS = Statement(_MEMBERS)
_READERS_TOLD_APART = Statement(_MEMBERS.where(TOLD_APART))
_WRITE = Statement(
    insert(messages).values({column.key: bindparam(column.key) for column in messages.c})
)
_UNSAID = dict.fromkeys(messages.c.keys())
_MOVE_HEAD = Statement(
    update(conversations)
    .where(conversations.c.id == bindparam("conversation"))
    .values(
        last_message_id=bindparam("message"),
        last_message_at=bindparam("at"),
        active_at=bindparam("at"),
        head_position=bindparam("position"),
    )
)
_MOVE_SENDER = Statement(
    update(member_rows)
    .where(
        member_rows.c.conversation_id == bindparam("conversation"),
        member_rows.c.user_id == bindparam("sender"),
    )
    .values(
        last_read_message_id=bindparam("last_read"),
        read_position=bindparam("read"),
        delivered_position=bindparam("delivered"),
        shown_read_message_id=bindparam("shown_last_read"),
        shown_read_position=bindparam("shown_read"),
    )
)
_NOT_SAID_OF_NEWS = {"id", "conversation_id"}


def send(
    transaction: Transaction, conversation_id: str, asked: SendMessage | SendImage
) -> tuple[MessageDetail, bool]:
    """The message, and whether it is new; asked again for ever, it is the same one.

    Raises `not_found`, `conflict` where the client's id stands for another message, and what
    `participation.refuse` raises.
    """
    connection, sender_id = transaction.connection, transaction.actor_id
    client_message_id = str(asked.client_message_id)
    request_sha256 = _request_sha256(conversation_id, asked)
    locks.hold_conversation(connection, conversation_id)
    place = _place(connection, conversation_id, sender_id, client_message_id)
    # Before the membership is looked at: a retry must find what it sent even after leaving.
    if place.known_id is not None:
        if place.known_sha256 != request_sha256:
            raise conflict("client_message_id_taken", "This id stands for another message.")
        return detail(connection, place.known_id, sender_id), False
    if place.member_id is None:
        raise not_found("conversation")
    participation.refuse(place.role, place.lock_reason)
    reply_to_id = None if asked.reply_to_id is None else str(asked.reply_to_id)
    if reply_to_id is not None:
        created_at(connection, conversation_id, reply_to_id)
    image_id = str(asked.image_id) if isinstance(asked, SendImage) else None
    if image_id is not None:
        locks.hold_images(connection, [image_id])
        images.require(connection, image_id, sender_id)
    message = _write(
        transaction,
        place,
        content=asked.content,
        image_id=image_id,
        type=MessageType(asked.type),
        client_message_id=client_message_id,
        request_sha256=request_sha256,
        reply_to_id=reply_to_id,
        forwarded=asked.forwarded,
    )
    sender = UserModel(id=sender_id, alias=place.alias)
    entities = EntitiesModel(messages={message.id: message}, users={sender_id: sender})
    return MessageDetail(id=message.id, entities=entities), True


def _request_sha256(conversation_id: str, asked: SendMessage | SendImage) -> str:
    body = [conversation_id, asked.type, asked.content, str(asked.reply_to_id)]
    if isinstance(asked, SendImage):
        body.append(str(asked.image_id))
    if asked.forwarded:
        body.append("forwarded")
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def add_notice(
    transaction: Transaction,
    conversation_id: str,
    kind: NoticeKind,
    user_ids: Sequence[str] = (),
    *,
    name: str = "",
    role: Role | None = None,
    by_moderators: bool = False,
) -> None:
    """Write into a conversation what the actor did to it; who it was is not said of moderators."""
    place = _place(transaction.connection, conversation_id, transaction.actor_id)
    if place.id is None:
        raise not_found("conversation")
    notice = NoticeModel(kind=kind, user_ids=list(user_ids), name=name, role=role)
    _write(
        transaction,
        place,
        content="",
        type=MessageType.SYSTEM,
        notice=notice.model_dump(mode="json"),
        sender_id=None if by_moderators else transaction.actor_id,
    )


def _place(
    connection: Connection,
    conversation_id: str,
    sender_id: str,
    client_message_id: str | None = None,
) -> Any:
    """The conversation, how far its sender has read, and what they sent under that id before.

    `id` is None where there is no such conversation, `member_id` for who is not in it, `known_id`
    where nothing was sent.
    """
    asked = {"conversation": conversation_id, "sender": sender_id}
    return _PLACE.first(connection, {**asked, "client_message": client_message_id})


def _write(transaction: Transaction, place: Any, **columns: Any) -> MessageModel:
    at = transaction.now
    if place.last_message_at is not None:
        at = max(at, place.last_message_at + MICROSECOND)
    counts = columns["type"] is not MessageType.SYSTEM
    written = {
        "id": str(uuid.uuid4()),
        "conversation_id": place.id,
        "sender_id": transaction.actor_id,
        "created_at": at,
        "position": place.head_position + counts,
        "revision": 1,
        **columns,
    }
    connection = transaction.connection
    _WRITE.run(connection, {**_UNSAID, "forwarded": False, **written})
    message = _model(connection, written)
    key = {"conversation": place.id, "sender": transaction.actor_id}
    _MOVE_HEAD.run(
        connection, {**key, "message": message.id, "at": at, "position": message.position}
    )
    if place.member_id is not None and message.sender_id is not None:
        # Whoever writes has read what is above. Clients know this rule: no event tells of it.
        read = members.read_watermark(place, message.id, message.position)
        shown = members.shown_watermark(place, message.id, message.position)
        _MOVE_SENDER.run(
            connection,
            {
                **key,
                "last_read": read.get("last_read_message_id", place.last_read_message_id),
                "read": read.get("read_position", place.read_position),
                "delivered": max(message.position, place.delivered_position),
                "shown_last_read": shown[0],
                "shown_read": shown[1],
            },
        )
    log: int | None = place.log
    asked = _READERS if log is None else _READERS_TOLD_APART
    readers = asked.run(connection, {"conversation": place.id})
    told = [reader.user_id for reader in readers if reader.log_from is None]
    if log is None and len(told) > transaction.log_above:
        # Observers are few, and must not make a conversation one of many.
        observers = [reader.user_id for reader in readers if reader.role == Role.OBSERVER]
        following = [user_id for user_id in told if user_id not in observers]
        if len(following) > transaction.log_above:
            log = conversation_log.begin(connection, place.id)
            if len(following) > transaction.large_above:
                members.hide_reading(connection, place.id)
            told = [*transaction.follow(place.id, log, following), *observers]
    transaction.tell(
        told,
        EventName.MESSAGE_CREATED,
        message.id,
        place.id,
        log=log,
        partial=message.model_dump(mode="json", exclude=_NOT_SAID_OF_NEWS),
    )
    if counts:
        _wake(transaction, place.id, readers)
    if place.report_id is not None or place.case_id is not None:
        case_news.written(transaction, place.id, at, counts=counts)
    return message


def _model(connection: Connection, written: dict[str, Any]) -> MessageModel:
    """What `entities.message_models` would make of the row."""
    said = {name: written[name] for name in written if name in MessageModel.model_fields}
    image_id = written.get("image_id")
    if image_id is not None:
        said["image"] = image_models(connection, [image_id])[image_id]
    return MessageModel(**said)


def _wake(transaction: Transaction, conversation_id: str, readers: Sequence[Any]) -> None:
    """Who had put the conversation away sees it again, unless they muted it."""
    for reader in readers:
        muted = reader.muted_until is not None and reader.muted_until > transaction.now
        if reader.archived and not muted and reader.user_id != transaction.actor_id:
            members.change(
                transaction.connection, conversation_id, reader.user_id, {"archived": False}
            )
            transaction.tell(
                [reader.user_id],
                EventName.MEMBER_UPDATED,
                reader.user_id,
                conversation_id,
                fields=["archived"],
            )
