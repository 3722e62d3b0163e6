"""What browsers are answered."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler
from multidict import CIMultiDict

from safespot_tui.i18n import _
from safespot_tui.web.addresses import Addresses
from safespot_tui.web.app_process import AppProcess
from safespot_tui.web.door import Door, Session
from safespot_tui.web.messages import Focus, Resize, Typed, message_in
from safespot_tui.web.page import FILES, page, way_in

COOKIE = "safespot"

HEADERS = {
    # xterm.js puts a style sheet into the page; everything else is in files of ours.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Nothing is fetched from elsewhere, shown inside of another page, or kept."""

_HEARTBEAT = 15.0
"""Seconds after which a browser that is gone without a word is noticed, at most one and a half of
them."""

_CLOSING = 2.0
"""Seconds that a browser has to answer that it closes."""

_LARGEST = 1024 * 1024
"""Bytes of a message from a browser: all that is pasted at once."""


class Closed(IntEnum):
    """Why a connection was closed, as the page is told; other codes are the network's."""

    STOPPED = 1001
    """Nobody serves any more."""
    LEFT = 4001
    """The user left the app, and the session ended."""
    ELSEWHERE = 4002
    """The session was opened once more."""
    FAILED = 4003
    """The app did not start, or ended by mistake."""


class Site:
    """The page, and the websocket it talks through, behind a door.

    A session has one connection: the one opened last. The app of the former one is ended first.
    """

    def __init__(
        self,
        door: Door,
        addresses: Addresses,
        command: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        """`command` starts the app, in `environment`."""
        self._door = door
        self._addresses = addresses
        self._command = command
        self._environment = environment

    def application(self) -> web.Application:
        """All that is answered; everything else is 404."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._enter, allow_head=False)
        app.router.add_get("/session/{session}/", self._show)
        app.router.add_get("/session/{session}/socket", self._connect)
        app.router.add_get("/session/{session}/{file}", self._file)
        app.on_shutdown.append(self._close_all)
        return app

    # ---------------------------------------------------------------------------- answers

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Nobody is answered who came under a name that is not ours."""
        try:
            if not self._addresses.knows(request.host):
                raise _refused(_("This page has another name. Open the address as it was printed."))
            response = await handler(request)
        except web.HTTPException as answer:
            answer.headers.update(HEADERS)
            raise
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _enter(self, request: web.Request) -> web.Response:
        """Take a token, and give a session for it."""
        if request.headers.get("Sec-Purpose", "").startswith("prefetch"):
            # The browser only guesses that somebody will want to see it.
            raise web.HTTPServiceUnavailable
        session = self._door.admit(request.query.get("token", ""))
        if session is None:
            raise _refused(
                _(
                    "This address opens nothing, or was used already: each is good once. Press "
                    "Enter where “safespot-tui web” runs, and open the address that it prints."
                )
            )
        path = f"/session/{session.name}/"
        # Not a redirect: after a link in somebody else's page, the browser would follow it without
        # the cookie.
        response = web.Response(text=way_in(path), content_type="text/html")
        response.set_cookie(
            COOKIE,
            session.secret,
            path=path,
            httponly=True,
            samesite="Strict",
            secure=self._addresses.is_encrypted,
        )
        return response

    async def _show(self, request: web.Request) -> web.Response:
        self._session(request)
        return web.Response(text=page(), content_type="text/html")

    async def _file(self, request: web.Request) -> web.FileResponse:
        self._session(request)
        path = FILES.get(request.match_info["file"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=CIMultiDict(HEADERS))

    def _session(self, request: web.Request) -> Session:
        """Raises `HTTPForbidden` for who has none."""
        session = self._door.session(request.match_info["session"], request.cookies.get(COOKIE, ""))
        if session is None:
            raise _refused(
                _(
                    "This session has ended, or belongs to another browser. Press Enter where "
                    "“safespot-tui web” runs, and open the address that it prints."
                )
            )
        return session

    # ---------------------------------------------------------------------------- the app

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        session = self._session(request)
        if not self._addresses.is_ours(request.headers.get("Origin", ""), request.host):
            raise _refused(_("Only the page itself may connect to the program."))
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT, timeout=_CLOSING, max_msg_size=_LARGEST
        )
        await socket.prepare(request)
        former, session.socket = session.socket, socket
        if former is not None:
            await former.close(code=Closed.ELSEWHERE)
        async with session.turn:
            if session.socket is socket and not socket.closed:
                await self._run(session, socket, request)
        await socket.close(code=Closed.ELSEWHERE)
        return socket

    async def _run(
        self, session: Session, socket: web.WebSocketResponse, request: web.Request
    ) -> None:
        """Show an app until it ends, or the browser is gone."""

        async def ended(code: int) -> None:
            if code == 0:
                self._door.end(session)
            await socket.close(code=Closed.FAILED if code else Closed.LEFT)

        async def show(drawn: bytes) -> None:
            # What is drawn for a browser that is gone is read all the same: the app goes on.
            with suppress(ConnectionResetError):
                await socket.send_bytes(drawn)

        async def tell(words: str) -> None:
            with suppress(ConnectionResetError):
                await socket.send_str(words)

        app = AppProcess(
            self._command, self._environment, write_bytes=show, write_str=tell, ended=ended
        )
        size = Resize.of(request.query.get("width"), request.query.get("height"))
        await app.start(size.width, size.height)
        try:
            async for received in socket:
                if received.type is WSMsgType.TEXT:
                    await _pass_on(received.data, app)
        finally:
            await _to_the_end(app.stop())

    async def _close_all(self, app: web.Application) -> None:
        sockets = [session.socket for session in self._door.sessions]
        await asyncio.gather(
            *(socket.close(code=Closed.STOPPED) for socket in sockets if socket is not None)
        )


async def _pass_on(received: str, app: AppProcess) -> None:
    match message_in(received):
        case Typed(text):
            await app.send_bytes(text.encode("utf-8", "replace"))
        case Resize(width, height):
            await app.set_terminal_size(width, height)
        case Focus(has):
            await (app.focus() if has else app.blur())
        case None:
            return


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do something also when nobody waits for it any more."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _refused(sentence: str) -> web.HTTPForbidden:
    return web.HTTPForbidden(text=f"{sentence}\n")
