"""A page in a browser, and whoever sits before it."""

import asyncio
import base64
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pyte

from .terminal import DEADLINE, QUIET, ScreenTimeout

COLUMNS, LINES = 120, 36
"""More than the page has room for: what is drawn is read from its upper left."""


class Key(NamedTuple):
    """A key as the protocol names it."""

    key: str
    code: int
    text: str = ""
    modifiers: int = 0


ALT, CONTROL, SHIFT = 1, 2, 8

ENTER = Key("Enter", 13, "\r")
TAB = Key("Tab", 9)
ESC = Key("Escape", 27)
ALT_UP = Key("ArrowUp", 38, modifiers=ALT)
QUIT = Key("F10", 121)


def alt_shift(letter: str) -> Key:
    """Such as Alt+Shift+S."""
    return Key(letter.upper(), ord(letter.upper()), modifiers=ALT | SHIFT)


class Tab:
    """A page, and the terminal in it as the page was told to draw it."""

    def __init__(self, ask: Callable[..., Awaitable[dict[str, Any]]]) -> None:
        """`ask` takes a method of the protocol and its parameters."""
        self.ask = ask
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = asyncio.Event()
        self._drawn = 0
        self._left = asyncio.Event()
        self.fetched: list[str] = []
        """Every URL that the page asked for."""
        self.complaints: list[str] = []
        """What the browser wrote into its console of what went wrong."""

    def hear(self, event: str, told: dict[str, Any]) -> None:
        """Take in what the browser tells by itself."""
        match event:
            case "Network.webSocketFrameReceived" if told["response"]["opcode"] == 2:
                self._drawn += 1
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

    async def press_through(self, key: Key) -> None:
        """Press a key that moves the focus, and look until it has: the next one counts there."""
        drawn = self._drawn
        await self.press(key)
        async with asyncio.timeout(DEADLINE):
            while True:
                before = self._drawn
                await asyncio.sleep(QUIET)
                if drawn < before == self._drawn:
                    return

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
