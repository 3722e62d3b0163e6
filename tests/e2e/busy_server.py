"""The bundled server, which writes down when messages are posted and may ask to wait.

    python -m tests.e2e.busy_server FOLDER serve …

As long as there is a file `FOLDER/wait`, every message is refused with 429, and what is in the
file is `Retry-After`. `FOLDER/posted` gets a line for each request that posts a message: the time
of the machine's monotonic clock.
"""

import sys
import time
from pathlib import Path

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from safespot_tui.cli.main import main
from safespot_tui.server import serve


class Busy:
    """Stands before the app."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._wait = folder / "wait"
        self._posted = folder / "posted"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not _is_message(scope["path"]):
            await self._app(scope, receive, send)
            return
        with self._posted.open("a") as posted:
            posted.write(f"{time.monotonic()}\n")
        if not self._wait.exists():
            await self._app(scope, receive, send)
            return
        told = self._wait.read_bytes()
        await send(
            {
                "type": "http.response.start",
                "status": 429,
                "headers": [(b"retry-after", told), (b"content-length", b"0")],
            }
        )
        await send({"type": "http.response.body", "body": b""})


def _is_message(path: str) -> bool:
    return path.endswith("/messages")


if __name__ == "__main__":
    create_app = serve.create_app

    def create_busy_app(*arguments, **options):
        app = create_app(*arguments, **options)
        app.user_middleware.insert(0, Middleware(Busy, folder=Path(sys.argv[1])))
        return app

    serve.create_app = create_busy_app
    raise SystemExit(main(sys.argv[2:]))
