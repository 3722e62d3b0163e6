"""Chromium without a window, driven by its DevTools protocol."""

import asyncio
import functools
import itertools
import json
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .tab import Tab
from .terminal import DEADLINE

_FLAGS = (
    "--headless",
    "--no-sandbox",  # it refuses to run as root otherwise
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--remote-debugging-pipe",
    "--window-size=1000,700",
    "--lang=en",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def chromium() -> str | None:
    """The program, if there is one on this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


_THROUGH_PIPES = ("/bin/sh", "-c", 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null')
"""It is told what to do at its third descriptor, and answers at its fourth."""

_LARGEST = 64 * 1024 * 1024
"""Bytes of an answer: a picture of the page is one."""

_CLIPBOARD = ("clipboardReadWrite", "clipboardSanitizedWrite")
"""Who uses a browser is asked for these, or is not in its way."""


class Browser:
    """One browser with a profile of its own; it and all its processes end with the `with`."""

    def __init__(self, program: str, folder: Path) -> None:
        self._folder = folder
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._tabs: dict[str, Tab] = {}
        self._shown: dict[str, str] = {}
        self._changed = asyncio.Event()
        self._command = (*_THROUGH_PIPES, program, *_FLAGS, f"--user-data-dir={folder}")

    async def __aenter__(self) -> Self:
        # When the pipes are closed, by whatever ended the test, the browser ends too.
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env={"PATH": os.environ["PATH"], "HOME": str(self._folder), "LANG": "C.UTF-8"},
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=_LARGEST,
            start_new_session=True,
        )
        self._listening = asyncio.create_task(self._listen())
        await self.ask("Target.setDiscoverTargets", discover=True)
        await self.ask("Browser.grantPermissions", permissions=_CLIPBOARD)
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # All of them are of the group that was made for the first.
        os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        await self._listening

    async def open(self, url: str) -> Tab:
        """A tab that shows `url`, watched from its first byte on."""
        made = await self.ask("Target.createTarget", url="about:blank")
        attached = await self.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        tab = Tab(functools.partial(self.ask, session=attached["sessionId"]))
        self._tabs[attached["sessionId"]] = tab
        await tab.ask("Network.enable")
        await tab.ask("Page.enable")
        await tab.ask("Log.enable")
        await tab.ask("Page.navigate", url=url)
        return tab

    async def wait_for_tab(self, url: str) -> None:
        """Look at the tabs until one of them shows `url`."""
        async with asyncio.timeout(DEADLINE):
            while url not in self._shown.values():
                self._changed.clear()
                await self._changed.wait()

    async def ask(
        self, method: str, *, session: str | None = None, **params: Any
    ) -> dict[str, Any]:
        """What the browser answers. Raises `AssertionError` if it refuses."""
        number = next(self._ids)
        asked: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session is not None:
            asked["sessionId"] = session
        coming = self._answers[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\0")
        async with asyncio.timeout(DEADLINE):
            answer = await coming
        assert "error" not in answer, f"{method}: {answer}"
        return answer["result"]

    async def _listen(self) -> None:
        """Take in what the browser says until it ends."""
        assert self._process.stdout is not None
        with suppress(asyncio.IncompleteReadError):
            while True:
                self._hear(json.loads((await self._process.stdout.readuntil(b"\0"))[:-1]))
        for asked in self._answers.values():
            if not asked.done():
                asked.set_exception(AssertionError("Chromium has ended"))

    def _hear(self, told: dict[str, Any]) -> None:
        if (asked := self._answers.pop(told.get("id", 0), None)) is not None:
            if not asked.done():
                asked.set_result(told)
        elif (tab := self._tabs.get(told.get("sessionId", ""))) is not None:
            tab.hear(told["method"], told["params"])
        elif told.get("method") in {"Target.targetCreated", "Target.targetInfoChanged"}:
            target = told["params"]["targetInfo"]
            self._shown[target["targetId"]] = target["url"]
            self._changed.set()
