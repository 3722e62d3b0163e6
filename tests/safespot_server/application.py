"""The way of a request through the server, in the order of the real one."""

import base64
import hashlib
import logging
import secrets
import time
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .backend import Backend
from .calls import Answer, Call
from .envelopes import Refusal, failed, internal, no_route, thrown, too_many_requests
from .event_stream import EventStream
from .faults import Fault, Way
from .json_text import dump, load
from .people import wrong_pair
from .router import Router

_log = logging.getLogger(__name__)
_VERSION = {"X-API-Version": "2.4.0", "X-Min-Client-Version": "2.4.0"}
_ORIGINS = (
    "http://localhost:5173",
    "http://localhost:5174",
    "http://localhost:4173",
    "https://safespot.netlify.app",
)


class Application:
    """The server as an ASGI application. `orders` answers to tests, past everything else."""

    def __init__(self, backend: Backend, routes: Router, orders: Router) -> None:
        self._backend = backend
        self._routes = routes
        self._orders = orders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        if request.url.path.startswith("/__test__/"):
            answer = await self._ordered(request)
        else:
            answer = await self._answered(request)
        if answer is not None:
            await answer(scope, receive, send)

    async def _ordered(self, request: Request) -> ASGIApp:
        found = self._orders.find(request.method, request.url.path)
        if found is None:
            return _response(404, {"error": "there is no such order"}, {})
        endpoint, parameters = found
        try:
            body = load(await request.body() or b"{}")
            call = Call(request, self._backend, body, parameters=parameters)
            return _response(200, await endpoint(call), {})
        except Refusal as refusal:
            return _response(refusal.status, refusal.body, {})
        except (TypeError, ValueError, LookupError) as problem:
            return _response(400, {"error": f"{type(problem).__name__}: {problem}"}, {})

    async def _answered(self, request: Request) -> ASGIApp | None:
        faults = self._backend.faults
        await faults.thawed()
        fault = faults.take(request.method, request.url.path)
        if fault is not None and fault.way in (Way.BEFORE, Way.REFUSE):
            await request.body()
            problem = failed() if fault.way is Way.BEFORE else wrong_pair()
            return _refused(problem, request, {})
        answer = await self._respond(request)
        await faults.thawed()
        return await self._spoiled(answer, fault, request)

    async def _spoiled(
        self, answer: ASGIApp, fault: Fault | None, request: Request
    ) -> ASGIApp | None:
        match fault:
            case Fault(way=Way.AFTER):
                return _refused(failed(), request, {})
            case Fault(way=Way.HOLD):
                await self._backend.faults.held(fault.seconds)
                return answer
            case Fault(way=Way.CUT):
                request.state.abort_connection()
                while (await request.receive())["type"] != "http.disconnect":
                    pass
                return None
            case _:
                return answer

    async def _respond(self, request: Request) -> ASGIApp:
        call = Call(request, self._backend)
        try:
            return await self._pass(call)
        except Refusal as refusal:
            return _refused(refusal, request, call.headers)
        except ClientDisconnect:  # in the middle of what it had to say; nobody hears this
            return _refused(failed(), request, call.headers)
        except Exception as problem:  # noqa: BLE001 - our own mistake must not pass for theirs
            _log.exception("%s %s", request.method, request.url.path)
            self._backend.mistakes.append(problem)
            return _refused(internal(), request, call.headers)

    async def _pass(self, call: Call) -> ASGIApp:
        request = call.request
        path = request.url.path
        origin = request.headers.get("origin")
        if origin is not None and origin not in _ORIGINS:
            raise thrown(403, "CORS_ERROR", "Not allowed by CORS")
        if not path.startswith("/api/realtime/"):
            call.body = await _body(request, self._backend.traps.body_limit)
            call.headers |= _VERSION
            call.prove()
            if path.startswith("/api/"):
                self._count(call)
        found = self._routes.find(request.method, path)
        if found is None:
            raise no_route(request.method, path)
        endpoint, call.parameters = found
        answer = await endpoint(call)
        if isinstance(answer, EventStream | Response):
            return answer
        if not isinstance(answer, Answer):
            answer = Answer(200, answer)
        headers = {"X-Request-ID": _request_id(request), **call.headers}
        return _response(answer.status, answer.body, headers, request)

    def _count(self, call: Call) -> None:
        backend = self._backend
        traps, storm = backend.traps, backend.faults.storm_left()
        if storm:
            seconds = str(max(1, round(storm)))
            zero = {"RateLimit-Remaining": "0", "RateLimit-Reset": seconds}
            raise too_many_requests({**zero, "Retry-After": seconds})
        if traps.limits:
            key = call.claimed_id or call.address
            limited = backend.requests.count(key, traps.requests, traps.requests_window)
            call.headers |= limited


async def _body(request: Request, limit: int) -> Any:
    """Parsed if it says that it is JSON; multipart bodies are left to who wants them."""
    data = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or not data:
        return data if kind == "multipart/form-data" else None
    if len(data) > limit:
        raise internal()
    try:
        body = load(data)
    except ValueError:
        body = None
    if not isinstance(body, dict | list):
        raise thrown(400, "INVALID_FORMAT", "Invalid JSON body")
    return body


def _request_id(request: Request) -> str:
    """What the caller calls it, or else an invented name; the same whenever asked."""
    given = request.headers.get("x-request-id") or request.headers.get("x-client-id")
    if given:
        return given
    if not hasattr(request.state, "invented_id"):
        stamp = f"{int(time.time() * 1000):x}"
        request.state.invented_id = f"req_{secrets.token_hex(6)}{stamp}"
    return request.state.invented_id


def _refused(refusal: Refusal, request: Request, headers: dict[str, str]) -> Response:
    body = dict(refusal.body)
    request_id = _request_id(request)
    if refusal.named:
        body.setdefault("requestId", request_id)
        if body["code"] == "VALIDATION_ERROR":
            body["details"] = None
    headers = {"X-Request-ID": request_id, **headers, **refusal.headers}
    return _response(refusal.status, body, headers, request)


def _response(
    status: int, body: Any, headers: dict[str, str], request: Request | None = None
) -> Response:
    content = dump(body)
    digest = base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest())
    tag = f'W/"{len(content):x}-{digest.decode()[:27]}"'
    headers = {**headers, "ETag": tag}
    if request is not None and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = "application/json; charset=utf-8"
    return Response(content, status, headers)
