"""What routes ask for by type."""

import re
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, BaseModel

from safespot_tui.contract import limits
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.backend import Backend
from safespot_tui.server.errors import forbidden, not_logged_in
from safespot_tui.server.moderation.access import NOT_A_MODERATOR
from safespot_tui.server.routes.strict import storable


async def get_backend(request: Request) -> Backend:
    """The backend of the application that serves this request."""
    # A coroutine, though it waits for nothing: a plain function would be run in another thread.
    return request.app.state.backend


BackendDependency = Annotated[Backend, Depends(get_backend)]

_bearer = HTTPBearer(auto_error=False, description="The token of `POST /sessions`.")


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
WINDOW = re.compile(r"^[A-Za-z0-9-]{1,64}$")
Window = Annotated[str | None, Header(alias=limits.ORIGIN_HEADER, pattern=WINDOW.pattern)]


async def get_anybody(
    backend: BackendDependency, credentials: Credentials, origin_client_id: Window = None
) -> Caller:
    """Who asks, who may be suspended. Raises `not_logged_in`, `too_many`."""
    if credentials is None:
        raise not_logged_in()
    token = credentials.credentials
    caller = await backend.database.read(lambda c: sessions.find(c, token, origin_client_id))
    backend.limits.require(Asked.EVERYTHING, caller.user_id)
    return caller


async def get_caller(caller: Annotated[Caller, Depends(get_anybody)]) -> Caller:
    """Who asks. Raises as above, and `suspended`."""
    caller.require_admitted()
    return caller


async def get_writer(
    backend: BackendDependency, credentials: Credentials, origin_client_id: Window = None
) -> Caller:
    """Who asks for a change; `Backend.write` sees to it that they still may.

    Raises `not_logged_in`, `too_many`.
    """
    if credentials is None:
        raise not_logged_in()
    caller = await backend.callers.find(credentials.credentials, origin_client_id)
    backend.limits.require(Asked.EVERYTHING, caller.user_id)
    return caller


async def get_moderator(caller: Annotated[Caller, Depends(get_caller)]) -> Caller:
    """Who asks, if they moderate; before anything is looked at. Raises `forbidden`, as above."""
    if not caller.standing.moderates:
        raise forbidden(NOT_A_MODERATOR)
    return caller


AnybodyDependency = Annotated[Caller, Depends(get_anybody)]
CallerDependency = Annotated[Caller, Depends(get_caller)]
WriterDependency = Annotated[Caller, Depends(get_writer)]
ModeratorDependency = Annotated[Caller, Depends(get_moderator)]

Limit = Annotated[int, Query(ge=1, le=limits.MAX_PAGE)]
SearchText = Annotated[str, Query(max_length=limits.MAX_ALIAS_CHARACTERS), AfterValidator(storable)]
EmojiPath = Annotated[
    str,
    Path(min_length=1, max_length=limits.MAX_EMOJI_CHARACTERS, pattern=r"^\S+$"),
    AfterValidator(storable),
]


def answer(model: BaseModel, status: int = 200) -> Response:
    """`model` as it is; FastAPI would validate and copy it once more."""
    return Response(model.model_dump_json(), status, media_type="application/json")
