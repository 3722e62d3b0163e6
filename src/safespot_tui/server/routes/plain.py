"""A short way in for what is asked most."""

import re
from uuid import UUID

from fastapi.security import HTTPAuthorizationCredentials
from msgspec import Struct
from pydantic import TypeAdapter, ValidationError
from starlette.types import Receive, Scope, Send

from safespot_tui.contract import limits, requests
from safespot_tui.server.middleware import replaying
from safespot_tui.server.routes.dependencies import WINDOW, get_writer
from safespot_tui.server.routes.strict import StrictRequest, StrictRoute

_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BEARER = re.compile("Bearer ([A-Za-z0-9_-]+)")
_BODY: TypeAdapter[requests.SendMessage | requests.SendImage] = TypeAdapter(requests.Send)


class _Plain(Struct, frozen=True):
    """A request in which there is nothing to refuse before it is known who asks."""

    conversation_id: UUID
    body: requests.SendMessage | requests.SendImage
    token: str
    window: str | None


class PlainRoute(StrictRoute):
    """Runs its endpoint by itself where all is written as it should be.

    ::

        asked ──▶ plain? ── yes ──▶ who asks ──▶ endpoint
                    │
                    └────── no ───▶ FastAPI, which reads it again, and says what is wrong

    So nothing is refused here, and the document and the refusals are the same for every route. What
    FastAPI does for any request is a third of what a message costs.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["method"] not in self.methods:
            await super().handle(scope, receive, send)
            return
        request = StrictRequest(scope, receive)
        body = await request.body()
        plain = await _plainly(request)
        if plain is None:
            await super().handle(scope, replaying(body, receive), send)
            return
        backend = request.app.state.backend
        credentials = HTTPAuthorizationCredentials(scheme="Bearer", credentials=plain.token)
        caller = await get_writer(backend, credentials, plain.window)
        answer = await self.endpoint(plain.conversation_id, plain.body, caller, backend)
        await answer(scope, receive, send)


async def _plainly(request: StrictRequest) -> _Plain | None:
    headers = request.headers
    conversation_id = request.path_params["conversation_id"]
    bearer = _BEARER.fullmatch(headers.get("authorization", ""))
    window = headers.get(limits.ORIGIN_HEADER)
    if (
        bearer is None
        or headers.get("content-type") != "application/json"
        or not _ID.fullmatch(conversation_id)
        or not (window is None or WINDOW.fullmatch(window))
    ):
        return None
    try:
        body = _BODY.validate_python(await request.json())
    # A ValueError, too, is what cannot be read as JSON.
    except (ValidationError, ValueError):
        return None
    return _Plain(UUID(conversation_id), body, bearer[1], window)
