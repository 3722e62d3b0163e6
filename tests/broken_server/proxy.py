"""Stands in front of a sound server, of either kind, and spoils what it says."""

import json
import re
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus

import h11

from tests.broken_server.asked import Asked
from tests.broken_server.deployed import Deployed
from tests.broken_server.global_chat import GlobalChat
from tests.broken_server.switch import Switch
from tests.chaos.messages import Head
from tests.chaos.proxy import Proxy


class BrokenServer(Proxy):
    """Has one fault, or none."""

    def __init__(self, switch: Switch | None, mark: str) -> None:
        """The mark is a regular expression that is found in what a message says."""
        super().__init__()
        self.switch = switch
        pattern = re.compile(mark)
        self._deployed = None if switch is None else Deployed(switch, pattern)
        self._global_chat = None if switch is None else GlobalChat(switch, pattern)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answered(
        self, request: h11.Request, head: Head, content: bytes
    ) -> tuple[h11.Response, bytes]:
        head, content = super()._answered(request, head, content)
        asked = Asked(request)
        kind = self._kind(asked)
        if kind is None or head.status_code != HTTPStatus.OK or not _is_json(head):
            return head, content
        status, answer = kind.answered(asked, head.status_code, json.loads(content))
        content = json.dumps(answer, ensure_ascii=False).encode()
        headers = [(name, value) for name, value in head.headers if name != b"content-length"]
        headers.append((b"content-length", b"%d" % len(content)))
        return h11.Response(status_code=status, headers=headers), content

    def _teller(self, request: h11.Request) -> Callable[[bytes], Iterable[bytes]]:
        asked = Asked(request)
        kind = self._kind(asked)
        return super()._teller(request) if kind is None else kind.teller(asked)

    def _kind(self, asked: Asked) -> Deployed | GlobalChat | None:
        return self._deployed if asked.path.startswith("/api/") else self._global_chat


@asynccontextmanager
async def broken(url: str, switch: Switch | None, mark: str) -> AsyncGenerator[BrokenServer]:
    """In front of the server at `url`."""
    proxy = BrokenServer(switch, mark)
    proxy.upstream = int(url.rpartition(":")[2])
    await proxy.listen()
    try:
        yield proxy
    finally:
        proxy.end()


def _is_json(head: h11.Response) -> bool:
    return dict(head.headers).get(b"content-type", b"").startswith(b"application/json")
