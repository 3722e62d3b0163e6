"""How the server does, for those who run it."""

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, func, select

from safespot_tui.server.auth import sessions
from safespot_tui.server.backend import Backend
from safespot_tui.server.errors import DOCUMENTED, ApiError, nothing_here
from safespot_tui.server.metrics import CONTENT_TYPE
from safespot_tui.server.routes.dependencies import BackendDependency
from safespot_tui.server.schema import conversation_logs, user_streams

router = APIRouter(tags=["health"], responses=DOCUMENTED)

_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
"""Whoever sends these stands between us and somebody else."""


@router.get(
    "/metrics",
    operation_id="get_metrics",
    response_class=Response,
    responses={200: {"description": "Prometheus's text format.", "content": {"text/plain": {}}}},
)
async def get_metrics(request: Request, backend: BackendDependency) -> Response:
    """For this machine, for who has the token that the server was started with, and for admins.

    For everybody else there is nothing here.
    """
    # Not as a dependency: the document would say that everybody needs a token.
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    told = token if scheme.lower() == "bearer" else ""
    if not (_is_from_here(request) or await _is_allowed(backend, told)):
        raise nothing_here()
    heads, floors, large = await backend.database.read(_log)
    pool = backend.database.pool
    gauges = {
        "safespot_streams": (
            "Open event streams.",
            sum(map(backend.hub.streams_of, backend.hub.online())),
        ),
        "safespot_users_online": ("Users with a stream open.", len(backend.hub.online())),
        "safespot_log_head": ("Heads of all logs together: events ever written.", heads),
        "safespot_log_floor": ("Floors of all logs together: events forgotten.", floors),
        "safespot_large_conversations": ("Conversations with a log of their own.", large),
        "safespot_pool_connections": ("Connections for transactions.", pool.size),
        "safespot_pool_in_use": ("Connections that are busy.", pool.in_use),
        "safespot_pool_waiting": ("Transactions that wait for a connection.", pool.waiting),
    }
    return Response(backend.metrics.text(gauges), media_type=CONTENT_TYPE)


async def _is_allowed(backend: Backend, token: str) -> bool:
    if not token:
        return False
    expected = backend.settings.metrics_token
    if expected and hmac.compare_digest(expected.encode(), token.encode()):
        return True
    try:
        caller = await backend.database.read(lambda c: sessions.find(c, token, None))
    except ApiError:
        return False
    return caller.standing.operates


def _is_from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _log(connection: Connection) -> tuple[int, int, int]:
    """Heads and floors, each together, and how many conversations have a log."""
    heads = floors = 0
    for table in (user_streams, conversation_logs):
        sums = select(func.sum(table.c.head_seq), func.sum(table.c.floor_seq))
        head, floor = connection.execute(sums).one()
        heads, floors = heads + int(head or 0), floors + int(floor or 0)
    count = select(func.count()).select_from(conversation_logs)
    return heads, floors, connection.scalar(count) or 0
