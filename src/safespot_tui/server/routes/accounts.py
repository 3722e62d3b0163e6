"""Accounts and sessions."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from safespot_tui.contract.entities import UserModel
from safespot_tui.contract.requests import AcceptInvitation, LogIn, Register, UpdateMe
from safespot_tui.contract.responses import Account, Session
from safespot_tui.server import accounts, invitations
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.passwords import is_old
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED, ApiError, too_many
from safespot_tui.server.routes.dependencies import (
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
    """Log in. Wrong guesses are limited per account and address."""
    guess = f"{_address(request)} {body.email}"
    wait = backend.guesses.wait(guess)
    if wait > 0:
        raise too_many("Too many wrong guesses.", retry_after=wait)
    found = await backend.database.read(lambda c: accounts.credentials(c, body.email))
    password_hash = None if found is None else found.password_hash
    if not await backend.passwords.verify(password_hash, body.password) or found is None:
        backend.guesses.count(guess)
        raise ApiError(401, "wrong_credentials", "The e-mail or the password is wrong.")

    fresh = await backend.passwords.hash(body.password) if is_old(found.password_hash) else None

    def create(connection: Connection) -> Session:
        if fresh is not None:
            accounts.rehash(connection, found, fresh)
        user: UserModel = accounts.user(connection, found.user_id)
        return Session(token=sessions.create(connection, user.id, datetime.now(UTC)), user=user)

    return answer(await backend.database.write(create), 201)


@router.delete("/sessions/current", operation_id="log_out", status_code=204)
async def log_out(caller: CallerDependency, backend: BackendDependency) -> Response:
    """Make this session's token worthless and end its streams."""
    await backend.database.write(lambda c: sessions.revoke(c, caller.token_sha256))
    backend.callers.forget(caller)
    backend.wake([caller.user_id])
    return Response(status_code=204)


@router.get("/me", operation_id="get_me", response_model=Account)
async def get_me(caller: CallerDependency, backend: BackendDependency) -> Response:
    """The own account."""
    return answer(await backend.database.read(lambda c: accounts.account(c, caller.user_id)))


@router.patch("/me", operation_id="update_me", response_model=Account)
async def update_me(
    body: UpdateMe, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Go by another alias."""
    return answer(await backend.write(caller, lambda t: accounts.rename(t, body.alias)))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
