"""Streams and what belongs to them: `/api/realtime`, past all limits."""

import re
from typing import Any

from .. import identifiers
from ..calls import Call
from ..catchup import catch_up
from ..envelopes import invalid, thrown
from ..event_stream import EventStream
from ..router import Router
from ..streams import Block, Kind, Stream, event

router = Router()
_ADMINS = ("admin", "super_admin")


@router.on("GET", "/api/realtime/user/{person_id}")
async def user(call: Call) -> Any:
    """The inbox: registers presence and flushes what was not delivered."""
    person_id, backend = call.streaming_identity(), call.backend
    if person_id != call.parameters["person_id"]:
        raise thrown(403, "FORBIDDEN_STREAM", "You can only subscribe to your own stream")
    stream = Stream(Kind.USER, person_id, person_id, call.request.state.abort_connection)
    stream.cut_after = backend.faults.take_cut()

    def opened() -> list[Block]:
        traps = backend.traps
        backend.presence.connect(person_id, session=traps.presence_session, key=traps.presence_key)
        connected = {"type": "connected", "anonymousId": person_id}
        pending = backend.receipts.flush(person_id, traps.pending_limit)
        return [event(payload) for payload in (connected, *pending)]

    def closed() -> None:
        if backend.presence.disconnect(person_id):
            person = backend.state.people.get(person_id)
            if person is not None:
                person.last_seen_at = backend.clock.now()
            backend.events.gone(person_id)

    def beat() -> None:
        backend.presence.beat(person_id, key=backend.traps.presence_key)

    return EventStream(backend, stream, opened, closed, beat)


@router.on("GET", "/api/realtime/chats/{room_id}")
async def room(call: Call) -> Any:
    """Announces who opens and who closes it."""
    person_id, backend = call.streaming_identity(), call.backend
    room_id = call.parameters["room_id"]
    if not identifiers.is_uuid(room_id):
        backend.deaths.append(room_id)
        if backend.traps.dies_of_malformed_ids:
            backend.faults.cut_connections()
        raise thrown(500, "INTERNAL_ERROR", "Internal Server Error")
    found = backend.state.rooms.get(identifiers.canonical(room_id))
    is_admin = call.claims is not None and call.claims.get("role") in _ADMINS
    if found is None or not (is_admin or person_id in found.members):
        raise thrown(403, "NOT_ROOM_MEMBER", "You are not a member of this conversation")
    stream = Stream(Kind.ROOM, found.id, person_id, call.request.state.abort_connection)

    def opened() -> list[Block]:
        stream.write(event({"type": "connected", "roomId": found.id}))
        backend.events.in_room(found.id, person_id, "online")
        return [
            event({"type": "presence", "userId": other, "status": _status(call, other)})
            for other in found.others(person_id)
        ]

    def closed() -> None:
        backend.events.in_room(found.id, person_id, "offline")

    return EventStream(backend, stream, opened, closed)


def _status(call: Call, person_id: str) -> str:
    return "online" if call.backend.is_online(person_id) else "offline"


@router.on("GET", "/api/realtime/feed")
async def feed(call: Call) -> Any:
    """Reports, of which nothing is told here; for anybody."""
    stream = Stream(Kind.FEED, "", "", call.request.state.abort_connection)
    connected = event({"type": "connected", "feed": "global"})
    return EventStream(call.backend, stream, lambda: [connected], lambda: None)


@router.on("GET", "/api/realtime/catchup")
async def catchup(call: Call) -> Any:
    since = call.request.query_params.get("since")
    if not since:
        raise invalid("Missing since timestamp")
    number = re.match(r"\s*([+-]?\d+)", since)
    if number is None or int(number[1]) < 0:
        raise invalid("Invalid since timestamp")
    person_id = call.streaming_identity()
    return catch_up(call.backend.state, person_id, int(number[1]), call.backend.traps)


@router.on("GET", "/api/realtime/message-status/{message_id}")
async def message_status(call: Call) -> Any:
    person_id, message_id = call.streaming_identity(), call.parameters["message_id"]
    if not identifiers.is_uuid(message_id):
        raise thrown(500, "MESSAGE_STATUS_FAILED", "Message status check failed")
    return call.backend.receipts.status(person_id, message_id)


@router.on("POST", "/api/realtime/ack/{event_id}")
async def acknowledge(call: Call) -> Any:
    """Suppresses nothing."""
    return {"success": True, "eventId": call.parameters["event_id"]}


@router.on("GET", "/api/realtime/status")
async def status(call: Call) -> Any:
    backend = call.backend
    return {
        "success": True,
        "status": "healthy",
        "timestamp": backend.clock.now(),
        "infrastructure": {
            "redis": "ready",
            "redis_subscriber": "ready",
            "database": "ok",
            "db_latency_ms": 1,
            "instance_id": "standin",
        },
        "metrics": {"total_online": backend.presence.online()},
    }


@router.on("GET", "/api/realtime/status/{event_id}")
async def event_status(call: Call) -> Any:
    return {}
