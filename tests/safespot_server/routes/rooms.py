"""Rooms as a whole: `/api/chats/rooms`."""

from typing import Any

from .. import rows
from ..calls import Answer, Call
from ..router import Router

router = Router()
_ROOM = "/api/chats/rooms/{room_id}"


@router.on("GET", "/api/chats/rooms")
async def listed(call: Call) -> Any:
    backend = call.backend
    return backend.rooms.listed(call.identity(), backend.is_online, backend.traps)


@router.on("POST", "/api/chats/rooms")
async def create(call: Call) -> Any:
    person_id, fields = call.identity(), call.fields
    recipient = fields.get("recipientId") or fields.get("recipient_id")
    report = fields.get("reportId") or fields.get("report_id")
    room = call.backend.rooms.between(person_id, recipient, report)
    return Answer(201, rows.room_created(call.backend.state, room, person_id))


@router.on("DELETE", _ROOM)
async def leave(call: Call) -> Any:
    call.backend.rooms.leave(*call.room())
    return {"success": True}


@router.on("POST", _ROOM + "/read")
async def read(call: Call) -> Any:
    return {"success": True, "count": call.backend.receipts.read_all(*call.room())}


@router.on("POST", _ROOM + "/delivered")
async def delivered(call: Call) -> Any:
    return {"success": True, "count": call.backend.receipts.deliver_all(*call.room())}


@router.on("POST", _ROOM + "/typing")
async def typing(call: Call) -> Any:
    call.backend.events.typing(*call.room(), on=bool(call.fields.get("isTyping")))
    return {"success": True}


@router.on("POST", _ROOM + "/pin")
async def pin(call: Call) -> Any:
    call.backend.rooms.flag(*call.room(), "pin", on=_flag(call, "isPinned"))
    return {"success": True}


@router.on("DELETE", _ROOM + "/pin")
async def unpin(call: Call) -> Any:
    call.backend.rooms.flag(*call.room(), "pin", on=False)
    return {"success": True}


@router.on("POST", _ROOM + "/archive")
async def archive(call: Call) -> Any:
    call.backend.rooms.flag(*call.room(), "archive", on=_flag(call, "isArchived"))
    return {"success": True}


@router.on("DELETE", _ROOM + "/archive")
async def unarchive(call: Call) -> Any:
    call.backend.rooms.flag(*call.room(), "archive", on=False)
    return {"success": True}


@router.on("PATCH", _ROOM + "/unread")
async def unread(call: Call) -> Any:
    call.backend.rooms.flag(*call.room(), "unread", on=_flag(call, "unread", "isUnread"))
    return {"success": True}


def _flag(call: Call, *names: str) -> bool:
    """The first that is given; what is not said is meant."""
    for name in names:
        if call.fields.get(name) is not None:
            return bool(call.fields[name])
    return True
