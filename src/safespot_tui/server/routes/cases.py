"""The moderators' queue."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from safespot_tui.contract import limits
from safespot_tui.contract.moderation import Claim, Finish, Snooze, WriteNote
from safespot_tui.contract.responses import CaseDetail, CaseList, UserList
from safespot_tui.domain.case import CaseState
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.moderation import case_queue, casework, moderators
from safespot_tui.server.moderation.access import at_the_desk
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    Limit,
    ModeratorDependency,
    answer,
)
from safespot_tui.server.routes.strict import StrictRoute

router = APIRouter(
    prefix="/moderation", tags=["moderation"], route_class=StrictRoute, responses=DOCUMENTED
)


@router.get("/moderators", operation_id="list_moderators", response_model=UserList)
async def list_moderators(_caller: ModeratorDependency, backend: BackendDependency) -> Response:
    """Everybody who has the moderator's desk."""
    return answer(await backend.database.read(moderators.listed))


@router.get("/cases", operation_id="list_cases", response_model=CaseList)
async def list_cases(
    caller: ModeratorDependency,
    backend: BackendDependency,
    state: CaseState | None = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = limits.DEFAULT_PAGE,
) -> Response:
    """Those in a state, or all but what is done; `after` is an earlier page's `next`."""
    asked = caller.user_id, state, datetime.now(UTC), after, limit
    return answer(await backend.database.read(lambda c: case_queue.page(c, *asked)))


@router.put("/cases/{conversation_id}/claim", operation_id="claim", response_model=CaseDetail)
async def claim(
    conversation_id: UUID, body: Claim, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Take a case, or hand it over to another moderator."""
    id_, to = str(conversation_id), None if body.user_id is None else str(body.user_id)
    return answer(await backend.write(caller, at_the_desk(lambda t: casework.claim(t, id_, to))))


@router.delete("/cases/{conversation_id}/claim", operation_id="release", response_model=CaseDetail)
async def release(
    conversation_id: UUID, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Give a case back."""
    id_ = str(conversation_id)
    return answer(await backend.write(caller, at_the_desk(lambda t: casework.release(t, id_))))


@router.put("/cases/{conversation_id}/snooze", operation_id="snooze", response_model=CaseDetail)
async def snooze(
    conversation_id: UUID, body: Snooze, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Put a case away until some time; null brings it back."""
    id_ = str(conversation_id)
    do = at_the_desk(lambda t: casework.snooze(t, id_, body.until))
    return answer(await backend.write(caller, do))


@router.put("/cases/{conversation_id}/done", operation_id="finish", response_model=CaseDetail)
async def finish(
    conversation_id: UUID, body: Finish, caller: ModeratorDependency, backend: BackendDependency
) -> Response:
    """Be done with a case, or open it again."""
    id_ = str(conversation_id)
    do = at_the_desk(lambda t: casework.finish(t, id_, done=body.done))
    return answer(await backend.write(caller, do))


@router.put(
    "/cases/{conversation_id}/notes/{note_id}",
    operation_id="write_note",
    response_model=CaseDetail,
)
async def write_note(
    conversation_id: UUID,
    note_id: UUID,
    body: WriteNote,
    caller: ModeratorDependency,
    backend: BackendDependency,
) -> Response:
    """Write something down for the other moderators; idempotent by its id."""
    ids = str(conversation_id), str(note_id)
    do = at_the_desk(lambda t: casework.write_note(t, *ids, body.content))
    return answer(await backend.write(caller, do))
