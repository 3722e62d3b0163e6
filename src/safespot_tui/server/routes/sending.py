"""Sending messages."""

from uuid import UUID

from fastapi import APIRouter, Response

from safespot_tui.contract.requests import Send
from safespot_tui.contract.responses import MessageDetail
from safespot_tui.server import sending
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.routes.dependencies import BackendDependency, WriterDependency, answer
from safespot_tui.server.routes.plain import PlainRoute

router = APIRouter(tags=["messages"], route_class=PlainRoute, responses=DOCUMENTED)


@router.post(
    "/conversations/{conversation_id}/messages",
    operation_id="send_message",
    status_code=201,
    response_model=MessageDetail,
    responses={200: {"model": MessageDetail, "description": "It was sent before: the same one."}},
)
async def send_message(
    conversation_id: UUID, body: Send, caller: WriterDependency, backend: BackendDependency
) -> Response:
    """Send; asking again with the same `client_message_id` gives the same message, for ever."""
    backend.limits.require(Asked.SENDS, caller.user_id)
    id_ = str(conversation_id)
    detail, is_new = await backend.say(caller, lambda t: sending.send(t, id_, body))
    backend.metrics.sends.count(is_new)
    return answer(detail, 201 if is_new else 200)
