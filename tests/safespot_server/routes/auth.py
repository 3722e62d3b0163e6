"""Who one is: `/api/auth`."""

from typing import Any

from .. import identifiers
from ..calls import Answer, Call
from ..router import Router

router = Router()


@router.on("GET", "/health")
async def health(call: Call) -> Any:
    return {
        "status": "ok",
        "timestamp": call.backend.clock.now(),
        "service": "SafeSpot API",
        "version": "2.4.0",
    }


@router.on("GET", "/")
async def banner(call: Call) -> Any:
    return {"message": "SafeSpot API", "version": "2.4.0", "status": "running"}


@router.on("POST", "/api/auth/bootstrap")
async def bootstrap(call: Call) -> Any:
    backend = call.backend
    person = backend.people.bootstrap(call.fields.get("currentAnonymousId"))
    session_id = identifiers.new()
    lifetime = backend.traps.token_lifetime
    claims = {"anonymous_id": person.id, "session_id": session_id, "type": "anonymous"}
    identity = backend.people.proven(person.id, claims, lifetime)
    issued = backend.clock.milliseconds()
    return {
        "success": True,
        "token": identity.token,
        "signature": identity.signature,
        "session": {
            "anonymousId": person.id,
            "sessionId": session_id,
            "issuedAt": issued,
            "expiresAt": issued + int(lifetime * 1000),
        },
    }


@router.on("POST", "/api/auth/register")
async def register(call: Call) -> Any:
    _count(call)
    fields, people = call.fields, call.backend.people
    account = people.register(
        fields.get("email"), fields.get("password"), fields.get("current_anonymous_id")
    )
    person = call.backend.state.people[account.person_id]
    identity = people.identity(person, call.backend.traps.token_lifetime)
    body = {
        "success": True,
        "token": identity.token,
        "anonymous_id": person.id,
        "signature": identity.signature,
        "user": {"email": account.email, "auth_id": account.id},
    }
    return Answer(201, body)


@router.on("POST", "/api/auth/login")
async def login(call: Call) -> Any:
    _count(call)
    people = call.backend.people
    account = people.log_in(call.fields.get("email"), call.fields.get("password"))
    person = call.backend.state.people[account.person_id]
    identity = people.identity(person, call.backend.traps.token_lifetime)
    return {
        "success": True,
        "token": identity.token,
        "anonymous_id": person.id,
        "signature": identity.signature,
        "message": "Login exitoso",
    }


@router.on("GET", "/api/auth/me")
async def me(call: Call) -> Any:
    if call.claims is None:
        return {"authenticated": False, "anonymous_id": None, "message": "Anonymous session"}
    known = ("auth_id", "anonymous_id", "email", "avatar_url")
    user = {name: call.claims[name] for name in known if name in call.claims}
    user["role"] = call.claims.get("role", "citizen")
    return {"authenticated": True, "user": user, "anonymous_id": call.claimed_id}


def _count(call: Call) -> None:
    traps = call.backend.traps
    if traps.limits:
        key = call.shown_id or call.address
        call.headers |= call.backend.logins.count(
            key, traps.logins_per_minute, traps.logins_per_hour
        )
