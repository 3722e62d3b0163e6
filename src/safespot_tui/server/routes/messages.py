"""Messages and reactions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection

from safespot_tui.contract import limits
from safespot_tui.contract.requests import EditMessage
from safespot_tui.contract.responses import ConversationDetail, MessageDetail, MessagePage
from safespot_tui.server import messages, pins, stars
from safespot_tui.server.errors import DOCUMENTED, invalid
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    CallerDependency,
    EmojiPath,
    Limit,
    answer,
)
from safespot_tui.server.routes.strict import StrictRoute
from safespot_tui.server.transaction import Transaction

router = APIRouter(tags=["messages"], route_class=StrictRoute, responses=DOCUMENTED)


@router.get(
    "/conversations/{conversation_id}/messages",
    operation_id="list_messages",
    response_model=MessagePage,
)
async def list_messages(
    conversation_id: UUID,
    caller: CallerDependency,
    backend: BackendDependency,
    before: Annotated[UUID | None, Query()] = None,
    after: Annotated[UUID | None, Query()] = None,
    around: Annotated[UUID | None, Query()] = None,
    limit: Limit = limits.DEFAULT_PAGE,
) -> Response:
    """The newest messages, or those beside one: at most one of `before`, `after`, `around`."""
    if sum(anchor is not None for anchor in (before, after, around)) > 1:
        raise invalid("after", "only one of before, after and around")

    def read(connection: Connection) -> MessagePage:
        return messages.page(
            connection,
            caller.user_id,
            str(conversation_id),
            before=None if before is None else str(before),
            after=None if after is None else str(after),
            around=None if around is None else str(around),
            limit=limit,
        )

    return answer(await backend.database.read(read))


@router.get("/messages/{message_id}", operation_id="get_message", response_model=MessageDetail)
async def get_message(
    message_id: UUID, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """One message."""

    def read(connection: Connection) -> MessageDetail:
        messages.require(connection, str(message_id), caller.user_id)
        return messages.detail(connection, str(message_id), caller.user_id)

    return answer(await backend.database.read(read))


@router.patch("/messages/{message_id}", operation_id="edit_message", response_model=MessageDetail)
async def edit_message(
    message_id: UUID, body: EditMessage, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """New words for an own message."""
    id_ = str(message_id)
    return answer(await backend.say(caller, lambda t: messages.edit(t, id_, body.content)))


@router.delete(
    "/messages/{message_id}", operation_id="delete_message", response_model=MessageDetail
)
async def delete_message(
    message_id: UUID, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """A tombstone in the place of an own message."""
    id_ = str(message_id)
    return answer(await backend.write(caller, lambda t: messages.remove(t, id_)))


@router.put(
    "/messages/{message_id}/reactions/{emoji}",
    operation_id="add_reaction",
    response_model=MessageDetail,
)
async def add_reaction(
    message_id: UUID, emoji: EmojiPath, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """React with an emoji."""
    id_ = str(message_id)
    return answer(await backend.say(caller, lambda t: messages.react(t, id_, emoji, present=True)))


@router.delete(
    "/messages/{message_id}/reactions/{emoji}",
    operation_id="remove_reaction",
    response_model=MessageDetail,
)
async def remove_reaction(
    message_id: UUID, emoji: EmojiPath, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Take a reaction back."""
    id_ = str(message_id)
    return answer(
        await backend.write(caller, lambda t: messages.react(t, id_, emoji, present=False))
    )


@router.put("/messages/{message_id}/star", operation_id="star", response_model=MessageDetail)
async def star(message_id: UUID, caller: CallerDependency, backend: BackendDependency) -> Response:
    """Put the caller's own star on a message; nobody else hears of it."""
    id_ = str(message_id)
    return answer(await backend.write(caller, lambda t: stars.star(t, id_, starred=True)))


@router.delete("/messages/{message_id}/star", operation_id="unstar", response_model=MessageDetail)
async def unstar(
    message_id: UUID, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Take the caller's own star off a message."""
    id_ = str(message_id)
    return answer(await backend.write(caller, lambda t: stars.star(t, id_, starred=False)))


@router.put("/messages/{message_id}/pin", operation_id="pin", response_model=ConversationDetail)
async def pin(message_id: UUID, caller: CallerDependency, backend: BackendDependency) -> Response:
    """Pin a message in its conversation, for everybody, in the place of any other."""

    def do(transaction: Transaction) -> ConversationDetail:
        return pins.pin(transaction, messages.hold_to_change(transaction, str(message_id)))

    return answer(await backend.say(caller, do))


@router.delete(
    "/messages/{message_id}/pin", operation_id="unpin", response_model=ConversationDetail
)
async def unpin(message_id: UUID, caller: CallerDependency, backend: BackendDependency) -> Response:
    """Have this message not pinned any more; another one that is stays."""

    def do(transaction: Transaction) -> ConversationDetail:
        return pins.unpin(transaction, messages.hold_to_change(transaction, str(message_id)))

    return answer(await backend.say(caller, do))
