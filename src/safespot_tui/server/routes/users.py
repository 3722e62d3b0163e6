"""Finding people."""

from fastapi import APIRouter, Response

from safespot_tui.contract import limits
from safespot_tui.contract.responses import UserList
from safespot_tui.server import accounts
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    CallerDependency,
    Limit,
    SearchText,
    answer,
)

router = APIRouter(tags=["users"], responses=DOCUMENTED)


@router.get("/users", operation_id="search_users", response_model=UserList)
async def search_users(
    caller: CallerDependency,
    backend: BackendDependency,
    alias: SearchText = "",
    limit: Limit = limits.DEFAULT_PAGE,
) -> Response:
    """The others whose alias contains the text, best match first."""
    backend.limits.require(Asked.SEARCHES, caller.user_id)
    return answer(
        await backend.database.read(lambda c: accounts.search(c, caller.user_id, alias, limit))
    )
