"""What members ask of the moderators, and what moderators do beyond everybody's."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from safespot_tui.contract import limits
from safespot_tui.contract.moderation import Because, BringIn, RaiseFlag, SetLock, SetSanction
from safespot_tui.contract.responses import AuditPage, ConversationDetail, PersonDetail
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.moderation import (
    audit,
    conversation_locks,
    flags,
    members,
    observers,
    removals,
    sanctions,
)
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


@router.get("/moderation/users/{user_id}", operation_id="get_person", response_model=PersonDetail)
async def get_person(
    user_id: UUID, _caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Somebody, and what is in force against them."""
    now = datetime.now(UTC)
    found = await backend.database.read(lambda c: sanctions.person(c, str(user_id), now))
    return answer(found)


@router.put(
    "/moderation/users/{user_id}/sanctions/{kind}",
    operation_id="set_sanction",
    response_model=PersonDetail,
)
async def set_sanction(
    user_id: UUID,
    kind: SanctionKind,
    body: SetSanction,
    caller: ModeratorDependency,
    backend: BackendDependency,
) -> Response:
    """Mute or suspend somebody until then, or lift it; they are told why."""
    id_ = str(user_id)
    do = at_the_desk(lambda t: sanctions.put(t, id_, kind, body))
    return answer(await backend.write(caller, do))


@router.put(
    "/moderation/conversations/{conversation_id}/lock", operation_id="set_lock", status_code=204
)
async def set_lock(
    conversation_id: UUID, body: SetLock, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Let nobody write in a conversation, or let them again; its members are told why."""
    id_ = str(conversation_id)
    await backend.write(caller, at_the_desk(lambda t: conversation_locks.put(t, id_, body)))
    return Response(status_code=204)


@router.get(
    "/moderation/conversations/{conversation_id}/members",
    operation_id="see_members",
    response_model=ConversationDetail,
)
async def see_members(
    conversation_id: UUID, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Who is in a conversation, and nothing else of it; that it was asked for is on record."""
    id_ = str(conversation_id)
    return answer(await backend.write(caller, at_the_desk(lambda t: members.seen(t, id_))))


@router.post(
    "/moderation/conversations/{conversation_id}/members",
    operation_id="bring_in",
    status_code=204,
)
async def bring_in(
    conversation_id: UUID, body: BringIn, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Put people into a group; who is in it already stays as they are."""
    id_ = str(conversation_id)
    do = at_the_desk(lambda t: members.bring_in(t, id_, body))
    together = await backend.write(caller, do)
    backend.introduce([str(user_id) for user_id in body.user_ids], together)
    return Response(status_code=204)


@router.put(
    "/moderation/conversations/{conversation_id}/members/{user_id}/removal",
    operation_id="take_out",
    status_code=204,
)
async def take_out(
    conversation_id: UUID,
    user_id: UUID,
    body: Because,
    caller: ModeratorDependency,
    backend: BackendDependency,
) -> Response:
    """Take somebody out of a group."""
    id_, who = str(conversation_id), str(user_id)
    do = at_the_desk(lambda t: members.take_out(t, id_, who, body.reason))
    await backend.write(caller, do)
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
