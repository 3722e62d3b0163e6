"""`/__test__/`: what another process can order and ask; the real server has none of it."""

import asyncio
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from . import away
from .backend import Backend
from .calls import Call
from .faults import Way
from .router import Router
from .state import Account
from .streams import Kind

ORDERS = Router()


@ORDERS.on("POST", "/__test__/fail")
async def fail(call: Call) -> Any:
    """`{"way", "count"?, "method"?, "path"?, "seconds"?}`; without a path, messages posted."""
    fields, faults = call.fields, call.backend.faults
    way, count = Way(fields["way"]), int(fields.get("count", 1))
    seconds = float(fields.get("seconds", 60))
    if way is Way.REFUSE:
        faults.refuse_logins(count)
    elif "path" in fields:
        faults.fail(way, count, fields.get("method", ".*"), fields["path"], seconds=seconds)
    elif way is Way.HOLD:
        faults.hold_sends(count, seconds=seconds)
    elif way is Way.CUT:
        faults.cut_sends(count)
    else:
        faults.fail_sends(count, stored=way is Way.AFTER)
    return {"ordered": count}


@ORDERS.on("POST", "/__test__/storm")
async def storm(call: Call) -> Any:
    """`{"seconds"}` of 429."""
    call.backend.faults.storm(float(call.fields["seconds"]))
    return {}


@ORDERS.on("POST", "/__test__/freeze")
async def freeze(call: Call) -> Any:
    """`{"seconds"}` without a byte to anybody."""
    call.backend.faults.freeze(float(call.fields["seconds"]))
    return {}


@ORDERS.on("POST", "/__test__/cut-streams")
async def cut_streams(call: Call) -> Any:
    """`{"kind"?: "user" | "room" | "feed"}`."""
    kind = call.fields.get("kind")
    return {"cut": call.backend.faults.cut_streams(None if kind is None else Kind(kind))}


@ORDERS.on("POST", "/__test__/cut-flush")
async def cut_flush(call: Call) -> Any:
    """`{"after"}`: break the next user stream after so many of its pending messages."""
    call.backend.faults.cut_flush_after(int(call.fields["after"]))
    return {}


@ORDERS.on("POST", "/__test__/expire-tokens")
async def expire_tokens(call: Call) -> Any:
    call.backend.faults.expire_tokens()
    return {}


@ORDERS.on("POST", "/__test__/release")
async def release(call: Call) -> Any:
    """Answer what is held."""
    call.backend.faults.release()
    return {}


@ORDERS.on("POST", "/__test__/clear")
async def clear(call: Call) -> Any:
    """Take back all orders."""
    call.backend.faults.clear()
    return {}


@ORDERS.on("POST", "/__test__/restart")
async def restart(call: Call) -> Any:
    """`{"seconds"?}` of being away, beginning soon after this answer; the state stays.

    It is back when `lives` of `GET /__test__/state` is greater than the one given here.
    """
    call.backend.restarts.put_nowait(float(call.fields.get("seconds", 0)))
    return {"lives": call.backend.lives}


@ORDERS.on("POST", "/__test__/clock")
async def clock(call: Call) -> Any:
    """`{"advance"}` in seconds."""
    call.backend.clock.advance(float(call.fields["advance"]))
    return {"now": call.backend.clock.now()}


@ORDERS.on("POST", "/__test__/traps")
async def traps(call: Call) -> Any:
    """Fields of `Traps` to change."""
    call.backend.traps = call.backend.traps.but(**call.fields)
    return asdict(call.backend.traps)


@ORDERS.on("POST", "/__test__/people")
async def people(call: Call) -> Any:
    """`{"alias"?, "email"?, "password"?}`; gives the id, the token and the signature."""
    backend, fields = call.backend, call.fields
    person = backend.people.bootstrap(fields.get("id"))
    person.alias = fields.get("alias")
    if "email" in fields:
        backend.people.register(fields["email"], fields["password"], person.id)
    return asdict(backend.people.identity(person, backend.traps.token_lifetime))


@ORDERS.on("POST", "/__test__/messages")
async def messages(call: Call) -> Any:
    """`{"from", "room"? | "to"?, "content" | "contents", "count"?, "quietly"?, "at"?, "apart"?}`.

    People are named by id, alias or e-mail address. `{n}` in a content becomes its number from 1.
    `at` is ISO 8601, `apart` in seconds. Gives the ids.
    """
    backend, fields = call.backend, call.fields
    sender = _person(backend, fields["from"])
    room_id = fields.get("room")
    if room_id is None:
        room_id = backend.rooms.between(sender, _person(backend, fields["to"])).id
    contents = fields.get("contents") or [fields["content"]] * int(fields.get("count", 1))
    contents = [content.replace("{n}", str(n)) for n, content in enumerate(contents, 1)]
    at = fields.get("at")
    written = away.write(
        backend,
        room_id,
        sender,
        contents,
        quietly=bool(fields.get("quietly")),
        starting=None if at is None else datetime.fromisoformat(at),
        apart=timedelta(seconds=float(fields.get("apart", 0))),
    )
    # The streams get their share before who ordered it goes on.
    await asyncio.sleep(0)
    return {"room": room_id, "ids": [message.id for message in written]}


@ORDERS.on("GET", "/__test__/state")
async def state(call: Call) -> Any:
    return dump(call.backend)


def dump(backend: Backend) -> dict[str, Any]:
    """All that is stored and open, as JSON."""
    state = backend.state
    stored = {
        "people": {key: asdict(person) for key, person in state.people.items()},
        "accounts": {key: _shown(account) for key, account in state.accounts.items()},
        "rooms": {key: asdict(room) for key, room in state.rooms.items()},
        "messages": [
            asdict(message) for room in state.rooms for message in state.messages_of(room)
        ],
        "reports": {key: asdict(report) for key, report in state.reports.items()},
        "stars": [list(star) for star in state.stars],
        "images": sorted(state.images),
    }
    return {
        **stored,
        "streams": [
            {"kind": stream.kind, "subject": stream.subject, "person": stream.person_id}
            for stream in backend.hub
        ],
        "lives": backend.lives,
        "copies_waiting": backend.orchestrator.waiting(),
        "deaths": backend.deaths,
        "mistakes": [repr(mistake) for mistake in backend.mistakes],
    }


def _shown(account: Account) -> dict[str, Any]:
    return {"id": account.id, "email": account.email, "person_id": account.person_id}


def _person(backend: Backend, name: str) -> str:
    state = backend.state
    if name in state.people:
        return name
    if name in state.accounts:
        return state.accounts[name].person_id
    person = state.by_alias(name)
    if person is None:
        raise LookupError(f"nobody is called {name}")
    return person.id
