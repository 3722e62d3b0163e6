"""The application."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI

from safespot_tui import __version__
from safespot_tui.contract import limits
from safespot_tui.server import errors
from safespot_tui.server.backend import Backend
from safespot_tui.server.links import add_links
from safespot_tui.server.middleware import BodyLimit, RequestLog
from safespot_tui.server.routes import (
    accounts,
    cases,
    conversations,
    health,
    images,
    messages,
    metrics,
    moderation,
    reports,
    search,
    sending,
    sync,
    users,
)
from safespot_tui.server.settings import Settings


def create_app(
    database_url: str = "sqlite://",
    *,
    heartbeat: float = limits.HEARTBEAT_SECONDS,
    settings: Settings | None = None,
) -> FastAPI:
    """The backend over one database; `settings`, if given, says the heartbeat, too.

    It connects in its lifespan, which raises `UnknownSchema` for a database of another version, and
    what the driver raises. `app.state.backend` is the `Backend`.
    """
    backend = Backend(database_url, settings or Settings(heartbeat_seconds=heartbeat))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        try:
            await backend.open()
            yield
        finally:
            await backend.close()

    app = FastAPI(
        title="SafeSpot Global Chat",
        version=__version__,
        lifespan=lifespan,
        # The interactive pages load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.backend = backend
    errors.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog, metrics=backend.metrics)
    for module in (
        # Looked for in this order; the first is what is asked most.
        sending,
        accounts,
        users,
        conversations,
        messages,
        images,
        search,
        moderation,
        reports,
        cases,
        sync,
        health,
        metrics,
    ):
        # As they are: included, FastAPI would make each of them anew, a third of a second in all.
        app.router.routes.extend(module.router.routes)
    app.openapi = partial(_document, app, app.openapi)
    return app


def _document(app: FastAPI, generate: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if app.openapi_schema is None:
        add_links(generate())
    return generate()
