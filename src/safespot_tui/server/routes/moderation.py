"""What members ask of the moderators, and what moderators do beyond everybody's."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from safespot_tui.contract import limits
from safespot_tui.contract.moderation import Because, RaiseFlag
from safespot_tui.contract.responses import AuditPage, ConversationDetail
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.moderation import audit, flags, observers, removals
from safespot_tui.server.moderation.access import at_the_desk
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    CallerDependency,
    Limit,
    ModeratorDependency,
    answer,
)
from safespot_tui.server.routes.strict import StrictRoute

router = APIRouter(tags=["moderation"], route_class=StrictRoute, responses=DOCUMENTED)


@router.put(
    "/conversations/{conversation_id}/flags/{flag_id}", operation_id="flag", status_code=204
)
async def flag(
    conversation_id: UUID,
    flag_id: UUID,
    body: RaiseFlag,
    caller: CallerDependency,
    backend: BackendDependency,
) -> Response:
    """Ask the moderators to look at a message or a person; nobody else is told.

    Under an id that the caller makes: asking again is one flag.
    """
    backend.limits.require(Asked.FLAGS, caller.user_id)
    id_, flag_ = str(conversation_id), str(flag_id)
    await backend.write(caller, lambda t: flags.put(t, id_, flag_, body))
    return Response(status_code=204)


@router.put(
    "/moderation/conversations/{conversation_id}/observers/me",
    operation_id="observe",
    response_model=ConversationDetail,
)
async def observe(
    conversation_id: UUID, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Open a conversation that the caller is not in; its members are not told, the trail is."""
    id_ = str(conversation_id)
    do = at_the_desk(lambda t: observers.observe(t, id_))
    return answer(await backend.write(caller, do))


@router.delete(
    "/moderation/conversations/{conversation_id}/observers/me",
    operation_id="stop_observing",
    status_code=204,
)
async def stop_observing(
    conversation_id: UUID, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Close it again."""
    id_ = str(conversation_id)
    await backend.write(caller, at_the_desk(lambda t: observers.close(t, id_)))
    return Response(status_code=204)


@router.put(
    "/moderation/messages/{message_id}/removal", operation_id="remove_message", status_code=204
)
async def remove_message(
    message_id: UUID, body: Because, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Have a message be gone for everybody, with the reason in its place."""
    id_ = str(message_id)
    await backend.write(caller, at_the_desk(lambda t: removals.remove(t, id_, body.reason)))
    return Response(status_code=204)


@router.get("/moderation/audit", operation_id="list_audit", response_model=AuditPage)
async def list_audit(
    caller: ModeratorDependency,
    backend: BackendDependency,
    conversation_id: Annotated[UUID | None, Query()] = None,
    user_id: Annotated[UUID | None, Query()] = None,
    after: Annotated[str | None, Query(max_length=20)] = None,
    limit: Limit = limits.DEFAULT_PAGE,
) -> Response:
    """What was done, newest first: by the caller; for admins, by anybody."""
    found = await backend.database.read(
        lambda c: audit.page(
            c,
            actor_id=None if caller.standing.operates else caller.user_id,
            conversation_id=None if conversation_id is None else str(conversation_id),
            user_id=None if user_id is None else str(user_id),
            after=after,
            limit=limit,
        )
    )
    return answer(found)
