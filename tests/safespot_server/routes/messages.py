"""Messages and their receipts: `/api/chats`."""

from typing import Any

from .. import rows
from ..calls import Answer, Call
from ..router import Router

router = Router()
_MESSAGES = "/api/chats/rooms/{room_id}/messages"
_MESSAGE = _MESSAGES + "/{message_id}"


@router.on("GET", _MESSAGES)
async def history(call: Call) -> Any:
    room, reader_id = call.room()
    since = call.request.query_params.get("since") or None
    return call.backend.receipts.history(room, reader_id, since)


@router.on("POST", _MESSAGES)
async def send(call: Call) -> Any:
    room, sender_id = call.room()
    message = call.backend.messages.send(room, sender_id, call.fields, call.client_id)
    return Answer(201, rows.message_sent(call.backend.state, message))


@router.on("PATCH", _MESSAGE)
async def edit(call: Call) -> Any:
    room, editor_id = call.room()
    backend, message_id = call.backend, call.parameters["message_id"]
    content = call.fields.get("content")
    message = backend.messages.edit(room, editor_id, message_id, content, backend.traps)
    return {"success": True, "message": rows.message(message)}


@router.on("DELETE", _MESSAGE)
async def delete(call: Call) -> Any:
    call.backend.messages.delete(*call.room(), call.parameters["message_id"])
    return {"success": True}


@router.on("POST", _MESSAGE + "/react")
async def react(call: Call) -> Any:
    room, person_id = call.room()
    message_id, emoji = call.parameters["message_id"], call.fields.get("emoji")
    return call.backend.messages.react(room, person_id, message_id, emoji)


@router.on("PATCH", _MESSAGE + "/pin")
async def pin(call: Call) -> Any:
    room, _ = call.room()
    pinned = call.backend.messages.pin(room, call.parameters["message_id"])
    return {"success": True, "pinnedMessageId": pinned}


@router.on("DELETE", _MESSAGE + "/pin")
async def unpin(call: Call) -> Any:
    room, _ = call.room()
    room.pinned_message_id = None
    return {"success": True, "pinnedMessageId": None}


@router.on("POST", _MESSAGE + "/star")
async def star(call: Call) -> Any:
    call.backend.messages.star(*call.room(), call.parameters["message_id"])
    return {"success": True, "starred": True}


@router.on("DELETE", _MESSAGE + "/star")
async def unstar(call: Call) -> Any:
    _, person_id = call.room()
    call.backend.messages.unstar(person_id, call.parameters["message_id"])
    return {"success": True, "starred": False}


@router.on("GET", "/api/chats/starred")
async def starred(call: Call) -> Any:
    return call.backend.messages.starred(call.identity())


@router.on("POST", "/api/chats/messages/reconcile-status")
async def reconcile(call: Call) -> Any:
    return call.backend.receipts.reconcile(call.identity(), call.fields)


@router.on("POST", "/api/chats/messages/{message_id}/ack-delivered")
async def acknowledge(call: Call) -> Any:
    call.backend.receipts.acknowledge(call.identity(), call.parameters["message_id"])
    return {"success": True}
