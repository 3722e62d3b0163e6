"""Whether the server works."""

from fastapi import APIRouter, Response
from sqlalchemy import select

from safespot_tui import __version__
from safespot_tui.contract.responses import Health
from safespot_tui.contract.service import SERVICE
from safespot_tui.server.errors import DOCUMENTED
from safespot_tui.server.routes.dependencies import BackendDependency, answer
from safespot_tui.server.schema import alembic_version

router = APIRouter(tags=["health"], responses=DOCUMENTED)


@router.get("/health", operation_id="get_health", response_model=Health)
async def get_health(backend: BackendDependency) -> Response:
    """Answers once the database did."""
    await backend.database.read(lambda connection: connection.scalar(select(alembic_version)))
    return answer(Health(status="ok", service=SERVICE, version=__version__))
