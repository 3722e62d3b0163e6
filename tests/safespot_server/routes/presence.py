"""Saying that one is there: `/api/presence`."""

from typing import Any

from ..calls import Call
from ..router import Router

router = Router()


@router.on("POST", "/api/presence/heartbeat")
async def heartbeat(call: Call) -> Any:
    """Renews the key alone, so it makes nobody online."""
    backend = call.backend
    backend.presence.beat(call.identity(), key=backend.traps.presence_key)
    return {"status": "ok", "timestamp": backend.clock.milliseconds()}
