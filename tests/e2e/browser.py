"""Chromium without a window, driven by its DevTools protocol."""

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import aiohttp
import pyte

from .terminal import DEADLINE, ScreenTimeout

COLUMNS, LINES = 120, 36
"""More than the page has room for: what is drawn is read from its upper left."""

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


class Key(NamedTuple):
    """A key as the protocol names it."""

    key: str
    code: int
    text: str = ""
    modifiers: int = 0


ENTER = Key("Enter", 13, "\r")
TAB = Key("Tab", 9)
ALT_UP = Key("ArrowUp", 38, modifiers=1)
QUIT = Key("F10", 121)
ALT, CONTROL, SHIFT = 1, 2, 8

_CLIPBOARD = ("clipboardReadWrite", "clipboardSanitizedWrite")
"""Who uses a browser is asked for these, or is not in its way."""


def alt_shift(letter: str) -> Key:
    """Such as Alt+Shift+S."""
    return Key(letter.upper(), ord(letter.upper()), modifiers=ALT | SHIFT)


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

    async def open(self, url: str) -> "Tab":
        """A tab that shows `url`, watched from its first byte on."""
        made = await self.ask("Target.createTarget", url="about:blank")
        attached = await self.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        tab = Tab(self, attached["sessionId"])
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

    async def ask(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
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


class Tab:
    """A page, and the terminal in it as the page was told to draw it."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = asyncio.Event()
        self._left = asyncio.Event()
        self.fetched: list[str] = []
        """Every URL that the page asked for."""
        self.complaints: list[str] = []
        """What the browser wrote into its console of what went wrong."""

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        return await self._browser.ask(method, self._session, **params)

    def hear(self, event: str, told: dict[str, Any]) -> None:
        """Take in what the browser tells by itself."""
        match event:
            case "Network.webSocketFrameReceived" if told["response"]["opcode"] == 2:
                drawn = base64.b64decode(told["response"]["payloadData"])
                self._stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;:]*(?:\$p|u)", b"", drawn))
            case "Network.webSocketFrameSent" if told["response"]["payloadData"] == '["blur"]':
                self._left.set()
            case "Network.requestWillBeSent":
                self.fetched.append(told["request"]["url"])
            case "Network.webSocketCreated":
                self.fetched.append(told["url"])
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url')}")
            case _:
                return
        self._changed.set()

    # ---------------------------------------------------------------------------- the person

    async def type(self, text: str) -> None:
        """Type letters, one key after the other."""
        for letter in text:
            await self.press(Key(letter, 0, letter))

    async def press(self, key: Key) -> None:
        """Press a key and let it go."""
        told = {"key": key.key, "windowsVirtualKeyCode": key.code, "modifiers": key.modifiers}
        await self.ask("Input.dispatchKeyEvent", type="keyDown", text=key.text, **told)
        await self.ask("Input.dispatchKeyEvent", type="keyUp", **told)

    async def click(self, words: str) -> None:
        """Click on what is written in the terminal, once the pointer shows that it is a link."""
        lines = self.text.split("\n")
        (row,) = (row for row, line in enumerate(lines) if words in line)
        column = lines[row].index(words) + len(words) // 2
        asked = next(url for url in self.fetched if url.startswith("ws"))
        columns, rows = map(int, re.findall(r"=(\d+)", asked))
        box = await self.evaluate(
            "(b => [b.x, b.y, b.width, b.height])"
            "(document.querySelector('.xterm-screen').getBoundingClientRect())"
        )
        at = {
            "x": box[0] + box[2] * (column + 0.5) / columns,
            "y": box[1] + box[3] * (row + 0.5) / rows,
        }
        await self.ask("Input.dispatchMouseEvent", type="mouseMoved", **at)
        await self.wait_in_page("document.querySelector('.xterm-cursor-pointer') !== null")
        left = {"button": "left", "clickCount": 1}
        await self.ask("Input.dispatchMouseEvent", type="mousePressed", **at, **left)
        await self.ask("Input.dispatchMouseEvent", type="mouseReleased", **at, **left)

    async def evaluate(self, script: str) -> Any:
        """What a piece of JavaScript comes to in the page."""
        told = await self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def write_unseen(self, text: str) -> None:
        """Have the program hear keys without any being pressed: for that the browser would look."""
        told = json.dumps(json.dumps(["stdin", text]))
        await self.evaluate(f"socket.send({told})")

    # ---------------------------------------------------------------------------- the page

    @property
    def text(self) -> str:
        """The terminal as it is now, trailing blanks cut."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def wait_for(self, pattern: str) -> str:
        """The terminal, once the regular expression `pattern` is found in it."""
        return await self.wait_until(lambda text: re.search(pattern, text) is not None, pattern)

    async def wait_left(self) -> None:
        """Wait until the page has said that nobody looks at it."""
        async with asyncio.timeout(DEADLINE):
            await self._left.wait()

    async def wait_until(self, wanted: Callable[[str], bool], what: str) -> str:
        """The terminal, once it is as `wanted`; `what` says it in words."""
        try:
            async with asyncio.timeout(DEADLINE):
                while not wanted(text := self.text):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise ScreenTimeout(
                f"not within {DEADLINE} s: {what}\n{self.text}\n{self.complaints}"
            ) from None
        return text

    async def wait_in_page(self, condition: str) -> None:
        """Look at the page until a piece of JavaScript comes to true."""
        look = (
            f"new Promise(done => (function look() {{ {condition}"
            " ? done() : setTimeout(look, 20) })())"
        )
        await self.evaluate(look)

    async def keep_notices(self) -> None:
        """Have notices not shown by the system, but kept in `told`."""
        keep = (
            "told = []; Notification = class extends EventTarget {"
            "static permission = 'granted';"
            "constructor(head, said) { super(); told.push([head, said.body]); } }; null"
        )
        await self.evaluate(keep)

    async def paste(self, text: str) -> None:
        """Paste as by Ctrl+V: the clipboard of the browser holds `text`, and is read by it."""
        await self.evaluate(f"navigator.clipboard.writeText({json.dumps(text)})")
        await self.ask(
            "Input.dispatchKeyEvent",
            type="keyDown",
            key="v",
            windowsVirtualKeyCode=86,
            modifiers=CONTROL,
            commands=["paste"],
        )

    async def copied(self) -> str:
        """What is on the clipboard of the browser."""
        return await self.evaluate("navigator.clipboard.readText()")

    async def painted(self) -> bytes:
        """The page as it is painted, as a PNG."""
        told = await self.ask("Page.captureScreenshot")
        return base64.b64decode(told["data"])
