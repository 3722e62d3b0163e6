"""Notifications, and the event log that chats have no part in."""

from typing import Any

from ..calls import Call
from ..router import Router

router = Router()


@router.on("GET", "/api/notifications")
async def notifications(call: Call) -> Any:
    mine = _mine(call)
    limit = int(call.request.query_params.get("limit", "20"))
    return {
        "success": True,
        "data": mine[::-1][:limit],
        "next_cursor": None,
        "has_more": len(mine) > limit,
        "unread_count": sum(not notification["is_read"] for notification in mine),
    }


@router.on("PATCH", "/api/notifications/read-all")
async def read_all(call: Call) -> Any:
    for notification in _mine(call):
        notification["is_read"] = True
    call.backend.events.notifications_read(call.identity())
    return {"success": True}


@router.on("GET", "/api/sync")
async def sync(call: Call) -> Any:
    meta = {"count": 0, "latest_id": 0, "has_more": False}
    return {"success": True, "data": {"events": [], "meta": meta}}


def _mine(call: Call) -> list[dict[str, Any]]:
    reader = call.identity()
    return [n for n in call.backend.state.notifications if n["anonymous_id"] == reader]
