"""Images."""

import hashlib
from uuid import UUID

from fastapi import APIRouter, Request, Response

from safespot_tui.contract import limits
from safespot_tui.contract.responses import ImageDetail
from safespot_tui.server import images
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED, ApiError, too_large
from safespot_tui.server.pictures import Unacceptable
from safespot_tui.server.routes.dependencies import BackendDependency, CallerDependency, answer

router = APIRouter(prefix="/images", tags=["images"], responses=DOCUMENTED)

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_HEADERS = {
    # No cache between the server and its reader keeps what may be deleted, or is not for all.
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


@router.put(
    "/{image_id}",
    operation_id="upload_image",
    response_model=ImageDetail,
    openapi_extra={"requestBody": {"required": True, "content": {"image/*": _BYTES}}},
)
async def upload_image(
    image_id: UUID, request: Request, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Keep an image under an id that the caller makes; asking again gives the same one.

    What it is is found out from its bytes, whatever the request says it is.
    """
    backend.limits.require(Asked.UPLOADS, caller.user_id)
    upload = await _bounded(request)
    id_, sha256 = str(image_id), hashlib.sha256(upload).hexdigest()
    if await backend.database.read(lambda c: images.known(c, id_, caller.user_id, sha256)):
        return answer(await backend.database.read(lambda c: images.detail(c, id_)))
    try:
        picture = await backend.pictures.harmless(upload)
    except Unacceptable as error:
        raise ApiError(422, "not_an_image", str(error)) from error
    return answer(await backend.say(caller, lambda t: images.keep(t, id_, picture, sha256)))


@router.get(
    "/{image_id}",
    operation_id="get_image",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": _BYTES, "image/webp": _BYTES}}},
)
async def get_image(
    image_id: UUID, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """An image of a message that the caller may see."""
    found = await backend.database.read(lambda c: images.fetch(c, str(image_id), caller.user_id))
    return Response(found.content, media_type=found.media_type, headers=_HEADERS)


async def _bounded(request: Request) -> bytes:
    """The body, which nobody read before it was known who sends it."""
    upload = bytearray()
    async for piece in request.stream():
        upload += piece
        if len(upload) > limits.MAX_IMAGE_BYTES:
            raise too_large(limits.MAX_IMAGE_BYTES)
    return bytes(upload)
