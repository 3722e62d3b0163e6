"""Conversations and their members."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from safespot_tui.contract import limits
from safespot_tui.contract.requests import (
    AddMembers,
    CreateConversation,
    CreateDm,
    MoveWatermark,
    SetRole,
    SetTyping,
    UpdateConversation,
    UpdateMembership,
)
from safespot_tui.contract.responses import ConversationDetail, ConversationList
from safespot_tui.server import conversations, groups, inbox, members, participation
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.inbox import InboxFilter
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    CallerDependency,
    Limit,
    WriterDependency,
    answer,
)
from safespot_tui.server.routes.strict import StrictRoute
from safespot_tui.server.transaction import Transaction

router = APIRouter(
    prefix="/conversations", tags=["conversations"], route_class=StrictRoute, responses=DOCUMENTED
)


@router.get("", operation_id="list_conversations", response_model=ConversationList)
async def list_conversations(
    caller: CallerDependency,
    backend: BackendDependency,
    filter: InboxFilter = InboxFilter.ALL,  # noqa: A002 - the contract's name
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = limits.DEFAULT_PAGE,
) -> Response:
    """The inbox, pinned first, then newest; `after` is an earlier page's `next`."""
    return answer(
        await backend.database.read(lambda c: inbox.page(c, caller.user_id, filter, after, limit))
    )


@router.post(
    "",
    operation_id="create_conversation",
    status_code=201,
    response_model=ConversationDetail,
    responses={200: {"model": ConversationDetail, "description": "The pair has this one already."}},
)
async def create_conversation(
    body: CreateConversation, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """A new conversation, or the one that a pair has about this report already."""
    backend.limits.require(Asked.CONVERSATIONS, caller.user_id)

    def create(transaction: Transaction) -> tuple[ConversationDetail, bool]:
        if isinstance(body, CreateDm):
            return conversations.create_dm(transaction, body)
        return groups.create(transaction, body), True

    detail, is_new = await backend.say(caller, create)
    if is_new:
        together = _people(detail)
        backend.introduce(together, together)
    return answer(detail, 201 if is_new else 200)


@router.get(
    "/{conversation_id}", operation_id="get_conversation", response_model=ConversationDetail
)
async def get_conversation(
    conversation_id: UUID, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """One conversation."""
    id_, user_id = str(conversation_id), caller.user_id
    return answer(await backend.database.read(lambda c: conversations.detail(c, id_, user_id)))


@router.patch(
    "/{conversation_id}", operation_id="update_conversation", response_model=ConversationDetail
)
async def update_conversation(
    conversation_id: UUID,
    body: UpdateConversation,
    caller: CallerDependency,
    backend: BackendDependency,
) -> Response:
    """Another name or icon for a group."""
    id_ = str(conversation_id)
    return answer(await backend.say(caller, lambda t: groups.change(t, id_, body)))


@router.post(
    "/{conversation_id}/members", operation_id="add_members", response_model=ConversationDetail
)
async def add_members(
    conversation_id: UUID, body: AddMembers, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Bring people into a group; who is in it already stays as they are."""
    id_ = str(conversation_id)
    detail = await backend.say(caller, lambda t: groups.add_members(t, id_, body.user_ids))
    backend.introduce([str(user_id) for user_id in body.user_ids], _people(detail))
    return answer(detail)


@router.delete(
    "/{conversation_id}/members/{user_id}", operation_id="remove_member", status_code=204
)
async def remove_member(
    conversation_id: UUID, user_id: UUID, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Take somebody out of a group; oneself: leave."""
    id_, who = str(conversation_id), str(user_id)
    # Who is muted may still leave.
    write = backend.write if who == caller.user_id else backend.say
    await write(caller, lambda t: groups.remove_member(t, id_, who))
    return Response(status_code=204)


@router.put("/{conversation_id}/members/{user_id}/role", operation_id="set_role", status_code=204)
async def set_role(
    conversation_id: UUID,
    user_id: UUID,
    body: SetRole,
    caller: CallerDependency,
    backend: BackendDependency,
) -> Response:
    """Let a member of a group do more or less than before."""
    id_, who = str(conversation_id), str(user_id)
    await backend.say(caller, lambda t: groups.set_role(t, id_, who, body.role))
    return Response(status_code=204)


@router.patch("/{conversation_id}/membership", operation_id="update_membership", status_code=204)
async def update_membership(
    conversation_id: UUID,
    body: UpdateMembership,
    caller: CallerDependency,
    backend: BackendDependency,
) -> Response:
    """Change the own flags."""
    id_ = str(conversation_id)
    await backend.write(caller, lambda t: members.set_flags(t, id_, body))
    return Response(status_code=204)


@router.put("/{conversation_id}/read", operation_id="mark_read", status_code=204)
async def mark_read(
    conversation_id: UUID,
    body: MoveWatermark,
    caller: WriterDependency,
    backend: BackendDependency,
) -> Response:
    """Move the own read watermark forward, never back; a mark as unread is gone with it."""
    id_, message_id = str(conversation_id), str(body.message_id)
    await backend.write(caller, lambda t: members.move_read(t, id_, message_id))
    return Response(status_code=204)


@router.put("/{conversation_id}/delivered", operation_id="mark_delivered", status_code=204)
async def mark_delivered(
    conversation_id: UUID,
    body: MoveWatermark,
    caller: WriterDependency,
    backend: BackendDependency,
) -> Response:
    """Move the own delivered watermark forward, never back."""
    id_, message_id = str(conversation_id), str(body.message_id)
    await backend.write(caller, lambda t: members.move_delivered(t, id_, message_id))
    return Response(status_code=204)


@router.put("/{conversation_id}/typing", operation_id="set_typing", status_code=204)
async def set_typing(
    conversation_id: UUID, body: SetTyping, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Tell the others that the caller types, or stopped. Nothing of it is kept."""
    backend.limits.require(Asked.TYPING, caller.user_id)
    caller.require_voice()
    id_ = str(conversation_id)
    others = await backend.database.read(lambda c: participation.others(c, id_, caller.user_id))
    backend.tell_typing(others, caller.user_id, id_, typing=body.typing)
    return Response(status_code=204)


def _people(detail: ConversationDetail) -> list[str]:
    """Who is in a conversation."""
    return list(detail.entities.members[detail.id])
