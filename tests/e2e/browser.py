"""Chromium without a window, driven by its DevTools protocol."""

import asyncio
import functools
import itertools
import os
import shutil
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from .tab import Tab
from .terminal import DEADLINE

_FLAGS = (
    "--headless",
    "--no-sandbox",  # it refuses to run as root otherwise
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--remote-debugging-port=0",
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
        self._process = subprocess.Popen(
            [program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"],
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    async def __aenter__(self) -> Self:
        port, path = (await self._address()).split()
        self._http = aiohttp.ClientSession()
        self._socket = await self._http.ws_connect(
            f"ws://127.0.0.1:{port}{path}", max_msg_size=64 * 1024 * 1024
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
        self._process.wait()
        self._listening.cancel()
        await self._socket.close()
        await self._http.close()

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
        await self._socket.send_json(asked)
        async with asyncio.timeout(DEADLINE):
            answer = await coming
        assert "error" not in answer, f"{method}: {answer}"
        return answer["result"]

    async def _address(self) -> str:
        """Where it listens: it writes that into a file once it does."""
        file = self._folder / "DevToolsActivePort"
        async with asyncio.timeout(DEADLINE):
            while not (file.exists() and file.read_text().count("\n")):
                assert self._process.poll() is None, "Chromium ended at once"
                await asyncio.sleep(0.02)
        return file.read_text()

    async def _listen(self) -> None:
        async for received in self._socket:
            told = received.json()
            if (asked := self._answers.pop(told.get("id"), None)) is not None:
                asked.set_result(told)
            elif (tab := self._tabs.get(told.get("sessionId"))) is not None:
                tab.hear(told["method"], told["params"])
            elif told["method"] in {"Target.targetCreated", "Target.targetInfoChanged"}:
                target = told["params"]["targetInfo"]
                self._shown[target["targetId"]] = target["url"]
                self._changed.set()
