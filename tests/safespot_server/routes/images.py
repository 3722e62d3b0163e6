"""Uploading images, and the storage that shows them."""

import secrets
from email import message_from_bytes, policy
from typing import Any

from starlette.responses import Response

from ..calls import Call
from ..envelopes import internal, internal_unnamed, text
from ..router import Router

router = Router()
_STORAGE = "/storage/v1/object/public/report-images/chats"
_STARTS = {
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"RIFF": ("image/webp", "webp"),
}


@router.on("POST", "/api/chats/{room_id}/images")
async def upload(call: Call) -> Any:
    """No `/rooms/` in the path. Gives a public address, to be sent as a message's content."""
    backend, traps = call.backend, call.backend.traps
    person_id = call.identity()
    if traps.limits:
        limited = backend.uploads.count(person_id, traps.images_per_minute, traps.images_per_hour)
        call.headers |= limited
    declared, data = _file(call) or ("", b"")
    accepted = {kind for kind, _ in _STARTS.values()}
    if declared and declared not in accepted:
        raise internal()
    if len(data) > traps.image_limit:
        raise internal_unnamed()
    room, _ = call.room()
    if not declared:
        raise text(400, "No image provided")
    kind, suffix = next(
        (found for start, found in _STARTS.items() if data.startswith(start)), (None, "")
    )
    if kind is None:
        raise text(500, "Archivo de imagen inválido")
    name = f"{backend.clock.milliseconds()}-{secrets.token_hex(3)[:5]}.{suffix}"
    path = f"{_STORAGE}/{room.id}/{name}"
    backend.state.images[path] = (kind, data)
    base = call.request.base_url
    return {"success": True, "url": f"{base.scheme}://{base.netloc}{path}"}


@router.on("GET", _STORAGE + "/{room_id}/{name}")
async def stored(call: Call) -> Any:
    found = call.backend.state.images.get(call.request.url.path)
    if found is None:
        raise text(404, "not_found")
    kind, data = found
    return Response(data, media_type=kind)


def _file(call: Call) -> tuple[str, bytes] | None:
    """The declared type and the bytes of the field `image`."""
    if not isinstance(call.body, bytes):
        return None
    header = f"Content-Type: {call.request.headers['content-type']}\r\n\r\n".encode()
    form = message_from_bytes(header + call.body, policy=policy.HTTP)
    for part in form.iter_parts():
        if part.get_param("name", header="content-disposition") == "image":
            data = part.get_payload(decode=True)
            return part.get_content_type(), data if isinstance(data, bytes) else b""
    return None
