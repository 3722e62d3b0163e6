"""Accounts and sessions."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, Row

from safespot_tui.contract.entities import UserModel
from safespot_tui.contract.requests import (
    AcceptInvitation,
    ChangePassword,
    LogIn,
    Register,
    UpdateMe,
)
from safespot_tui.contract.responses import Account, Session
from safespot_tui.server import accounts, invitations
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.passwords import is_old
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.backend import Backend
from safespot_tui.server.errors import DOCUMENTED, ApiError, conflict, too_many
from safespot_tui.server.moderation import sanctions
from safespot_tui.server.routes.dependencies import (
    AnybodyDependency,
    BackendDependency,
    CallerDependency,
    answer,
)
from safespot_tui.server.routes.strict import StrictRoute

router = APIRouter(tags=["accounts"], route_class=StrictRoute, responses=DOCUMENTED)


@router.post("/accounts", operation_id="register", status_code=201, response_model=Session)
async def register(body: Register, request: Request, backend: BackendDependency) -> Response:
    """Make an account and log in."""
    backend.limits.require(Asked.REGISTRATIONS, _address(request))
    password_hash = await backend.passwords.hash(body.password)

    def create(connection: Connection) -> Session:
        now = datetime.now(UTC)
        user = accounts.register(connection, body.email, body.alias, password_hash, now)
        return Session(token=sessions.create(connection, user.id, now), user=user)

    return answer(await backend.database.write(create), 201)


@router.post(
    "/invitations/accepted",
    operation_id="accept_invitation",
    status_code=201,
    response_model=Session,
)
async def accept_invitation(
    body: AcceptInvitation, request: Request, backend: BackendDependency
) -> Response:
    """Make an account for whom the invitation is for, who keeps what is theirs, and log in."""
    backend.limits.require(Asked.REGISTRATIONS, _address(request))
    password_hash = await backend.passwords.hash(body.password)

    def create(connection: Connection) -> Session:
        now = datetime.now(UTC)
        code = body.invitation.strip()
        user = invitations.accept(connection, code, body.email, password_hash, now)
        return Session(token=sessions.create(connection, user.id, now), user=user)

    return answer(await backend.database.write(create), 201)


@router.post("/sessions", operation_id="log_in", status_code=201, response_model=Session)
async def log_in(body: LogIn, request: Request, backend: BackendDependency) -> Response:
    """Log in. Wrong guesses are limited per account and address.

    That an account is suspended is told to who knows its password.
    """
    found = await _proven(request, backend, body.email, body.password)
    if found is None:
        raise ApiError(401, "wrong_credentials", "The e-mail or the password is wrong.")

    fresh = await backend.passwords.hash(body.password) if is_old(found.password_hash) else None

    def create(connection: Connection) -> Session:
        now = datetime.now(UTC)
        sanctions.require_admitted(connection, found.user_id, now)
        if fresh is not None:
            accounts.rehash(connection, found, fresh)
        user: UserModel = accounts.user(connection, found.user_id)
        return Session(token=sessions.create(connection, user.id, now), user=user)

    return answer(await backend.database.write(create), 201)


@router.put("/me/password", operation_id="change_password", status_code=204)
async def change_password(
    body: ChangePassword, request: Request, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Log in with another password from now on; ends all other sessions.

    Whoever finds a window open, or a token, does not know the password: the current one is asked
    for, and wrong ones count as guesses do.
    """
    own = await backend.database.read(lambda c: accounts.account(c, caller.user_id))
    found = await _proven(request, backend, own.email, body.current)
    if found is None:
        raise ApiError(403, "wrong_password", "The current password is another one.")
    password_hash = await backend.passwords.hash(body.password)

    def change(connection: Connection) -> bool:
        is_changed = accounts.rehash(connection, found, password_hash)
        if is_changed:
            sessions.revoke_others(connection, caller)
        return is_changed

    if not await backend.database.write(change):
        raise conflict("changed_meanwhile", "The password was changed at the same moment.")
    backend.wake([caller.user_id])
    return Response(status_code=204)


@router.delete("/sessions/current", operation_id="log_out", status_code=204)
async def log_out(caller: AnybodyDependency, backend: BackendDependency) -> Response:
    """Make this session's token worthless and end its streams."""
    await backend.database.write(lambda c: sessions.revoke(c, caller.token_sha256))
    backend.callers.forget(caller)
    backend.wake([caller.user_id])
    return Response(status_code=204)


@router.get("/me", operation_id="get_me", response_model=Account)
async def get_me(caller: AnybodyDependency, backend: BackendDependency) -> Response:
    """The own account."""
    return answer(await backend.database.read(lambda c: accounts.account(c, caller.user_id)))


@router.patch("/me", operation_id="update_me", response_model=Account)
async def update_me(
    body: UpdateMe, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Go by another alias."""
    return answer(await backend.say(caller, lambda t: accounts.rename(t, body.alias)))


async def _proven(request: Request, backend: Backend, email: str, password: str) -> Row[Any] | None:
    """The credentials of that account, if this is its password. Raises `too_many`."""
    guess = f"{_address(request)} {email}"
    wait = backend.guesses.wait(guess)
    if wait > 0:
        raise too_many("Too many wrong guesses.", retry_after=wait)
    found = await backend.database.read(lambda c: accounts.credentials(c, email))
    password_hash = None if found is None else found.password_hash
    if await backend.passwords.verify(password_hash, password):
        return found
    backend.guesses.count(guess)
    return None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
