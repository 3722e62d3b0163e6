"""Refusals, and the one envelope all of them travel in."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from safespot_tui.contract.moderation import SanctionModel
from safespot_tui.contract.responses import ErrorBody, ErrorEnvelope
from safespot_tui.server.outage import DatabaseUnavailable

DOCUMENTED: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorEnvelope, "description": "No session has this token."},
    403: {
        "model": ErrorEnvelope,
        "description": "The user may see this, but not do it, now or at all.",
    },
    404: {"model": ErrorEnvelope, "description": "There is no such thing that the user may see."},
    409: {"model": ErrorEnvelope, "description": "What is there already stands against it."},
    413: {"model": ErrorEnvelope, "description": "The body is too large."},
    422: {"model": ErrorEnvelope, "description": "The request is not what the contract says."},
    429: {"model": ErrorEnvelope, "description": "Too many at once; wait."},
    503: {"model": ErrorEnvelope, "description": "Not now: stopping, or without its database."},
}

_HTTP_CODES = {404: "not_found", 405: "method_not_allowed"}


class ApiError(Exception):
    """A refusal: `code` for programs, `message` for people."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = ErrorBody(code=code, message=message, details=dict(details or {}))
        self.headers = headers

    def response(self) -> JSONResponse:
        """The refusal as it travels."""
        envelope = ErrorEnvelope(error=self.body)
        return JSONResponse(envelope.model_dump(), self.status, headers=self.headers)


def not_logged_in() -> ApiError:
    """The token is missing or no session has it."""
    return ApiError(401, "not_logged_in", "Log in again.", headers={"WWW-Authenticate": "Bearer"})


def not_found(what: str) -> ApiError:
    """Not there, or not for this user: which of the two is not told."""
    return ApiError(404, "not_found", f"There is no such {what}.")


def nothing_here() -> ApiError:
    """As for an address that no route has."""
    return ApiError(404, "not_found", "There is nothing here.")


def forbidden(message: str) -> ApiError:
    """Visible, but not theirs to do."""
    return ApiError(403, "forbidden", message)


def muted(mute: SanctionModel) -> ApiError:
    """The moderators keep them from doing what others are told of."""
    return _sanctioned(
        "muted", "The moderators have muted you for a time: you can read, but not write.", mute
    )


def suspended(suspension: SanctionModel) -> ApiError:
    """The moderators keep them out."""
    message = "The moderators have suspended this account for a time."
    return _sanctioned("suspended", message, suspension)


def _sanctioned(code: str, message: str, sanction: SanctionModel) -> ApiError:
    details = sanction.model_dump(mode="json", include={"until", "reason"})
    return ApiError(403, code, message, details=details)


def observing() -> ApiError:
    """They have it open as a moderator."""
    return ApiError(
        403, "observing", "You have this conversation open as a moderator: you can only read it."
    )


def locked(reason: str) -> ApiError:
    """The moderators let nobody write there."""
    message = "The moderators have locked this conversation: nobody can write in it."
    return ApiError(403, "locked", message, details={"reason": reason})


def conflict(code: str, message: str, details: Mapping[str, Any] | None = None) -> ApiError:
    """What is there already stands against it."""
    return ApiError(409, code, message, details=details)


def too_many(message: str, retry_after: float) -> ApiError:
    """Asks to wait `retry_after` seconds: whole ones, and never less than it takes."""
    seconds = max(1, math.ceil(retry_after))
    return ApiError(429, "too_many", message, headers={"Retry-After": str(seconds)})


def invalid(field: str, message: str) -> ApiError:
    """A value that the contract's types let through and the server does not."""
    return ApiError(
        422, "invalid", "The request is not valid.", details={"fields": {field: message}}
    )


def too_large(limit: int) -> ApiError:
    """The body is over `limit` bytes."""
    return ApiError(413, "too_large", f"The body is over {limit} bytes.")


def install(app: FastAPI) -> None:
    """Make every refusal of `app` travel in the envelope."""
    app.exception_handler(ApiError)(_api_error)
    app.exception_handler(RequestValidationError)(_validation_error)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(DatabaseUnavailable)(_unavailable)
    app.exception_handler(Exception)(_server_fault)


async def _api_error(_request: Request, error: ApiError) -> JSONResponse:
    return error.response()


async def _validation_error(_request: Request, error: RequestValidationError) -> JSONResponse:
    problems: Sequence[Any] = error.errors()
    # Only where and what: echoing the value would send a stranger's bytes back into a terminal.
    fields = {".".join(map(_place, problem["loc"])): problem["type"] for problem in problems[:20]}
    return ApiError(
        422, "invalid", "The request is not valid.", details={"fields": fields}
    ).response()


def _place(part: object) -> str:
    text = str(part)
    return text if text.isascii() and text.isidentifier() and len(text) <= 40 else "…"


async def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    code = _HTTP_CODES.get(error.status_code, "invalid")
    if error.status_code == 404:
        return nothing_here().response()
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    message = "This cannot be asked here."
    return ApiError(error.status_code, code, message, headers=headers).response()


def _methods(request: Request) -> list[str]:
    """What can be asked at an address; the router knows the first route's part of it only."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods
    return sorted(found)


async def _unavailable(_request: Request, _error: DatabaseUnavailable) -> JSONResponse:
    return ApiError(
        503,
        "unavailable",
        "The server cannot reach its database; try again.",
        headers={"Retry-After": "1"},
    ).response()


async def _server_fault(_request: Request, _error: Exception) -> JSONResponse:
    return ApiError(500, "server_fault", "The server failed; try again.").response()
