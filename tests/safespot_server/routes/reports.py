"""The report that a conversation is about: `/api/reports`."""

from typing import Any

from .. import rows
from ..calls import Call
from ..envelopes import text
from ..router import Router

router = Router()


@router.on("GET", "/api/reports/{report_id}")
async def report(call: Call) -> Any:
    state = call.backend.state
    found = state.reports.get(call.parameters["report_id"].lower())
    if found is None or found.is_hidden or found.deleted_at is not None:
        raise text(404, "Report not found")
    return {"success": True, "data": rows.report(state, found)}
