"""Reports."""

from uuid import UUID

from fastapi import APIRouter, Response

from safespot_tui.contract.requests import CreateReport
from safespot_tui.contract.responses import ReportDetail
from safespot_tui.server import reports
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    CallerDependency,
    answer,
)
from safespot_tui.server.routes.strict import StrictRoute

router = APIRouter(
    prefix="/reports", tags=["reports"], route_class=StrictRoute, responses=DOCUMENTED
)


@router.post("", operation_id="create_report", status_code=201, response_model=ReportDetail)
async def create_report(
    body: CreateReport, caller: CallerDependency, backend: BackendDependency
) -> Response:
    """Report something."""
    return answer(await backend.say(caller, lambda t: reports.create(t, body)), 201)


@router.get("/{report_id}", operation_id="get_report", response_model=ReportDetail)
async def get_report(
    report_id: UUID, _caller: CallerDependency, backend: BackendDependency
) -> Response:
    """One report."""
    return answer(await backend.database.read(lambda c: reports.detail(c, str(report_id))))
