"""The snapshot and the stream that continues it."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from safespot_tui.contract.responses import Snapshot
from safespot_tui.server import inbox
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.routes.dependencies import BackendDependency, CallerDependency, answer
from safespot_tui.server.stream import EventStream

router = APIRouter(tags=["sync"], responses=DOCUMENTED)


@router.get("/sync", operation_id="get_snapshot", response_model=Snapshot)
async def get_snapshot(caller: CallerDependency, backend: BackendDependency) -> Response:
    """All that the caller can see, without history, and the cursor it is true at."""
    online = backend.hub.present()
    return answer(await backend.database.read(lambda c: inbox.snapshot(c, caller.user_id, online)))


@router.get(
    "/events",
    operation_id="stream_events",
    response_class=Response,
    responses={
        200: {"description": "An event stream.", "content": {"text/event-stream": {}}},
    },
)
async def stream_events(
    caller: CallerDependency,
    backend: BackendDependency,
    last_event_id: Annotated[str | None, Header()] = None,
    cursor: str | None = None,
) -> Response:
    """What happened after the cursor, then what happens; without a cursor, from now on.

    `Last-Event-ID` wins over `cursor`. A stream begins by telling who is online.
    """
    return EventStream(backend, caller, last_event_id or cursor)
