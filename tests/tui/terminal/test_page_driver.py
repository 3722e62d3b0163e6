"""The driver of a page, at the end of pipes."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from safespot_tui.tui.in_page import page_environment
from tests import forkserver

DEADLINE = 60.0
"""Seconds after which an app that does not say what is waited for is killed."""

APP = """
from safespot_tui.tui.terminal.glass_app import GlassApp

class Telling(GlassApp):
    def on_app_focus(self): self.call_later(self.tell, "\\x1b]2;looked at\\x07")
    def on_app_blur(self): self.call_later(self.tell, "\\x1b]2;left alone\\x07")
    def on_key(self, event):
        self.tell(f"\\x1b]777;notify;Ana;{event.character}\\x07")
        self.tell(f"\\x1b]2;{event.character}\\x07")

Telling().run()
"""


class Paged:
    """A small app that says as its title what it is told."""

    def __init__(self, process: forkserver.Popen) -> None:
        self.process = process

    def tell(self, **told: object) -> None:
        self._send(b"M", json.dumps(told).encode())

    def type(self, text: str) -> None:
        self._send(b"D", text.encode())

    def wait_for(self, *words: str, what: str = "title") -> None:
        while (told := self._packet()) != {"type": what, "words": list(words)}:
            assert told is not None, f"it ended without saying {words}"

    def rest(self) -> list[object]:
        """All that it says until it ends."""
        told = []
        while (packet := self._packet()) is not None:
            told.append(packet)
        return told

    def _send(self, kind: bytes, payload: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
        self.process.stdin.flush()

    def _packet(self) -> object:
        """What it says next beside what it draws; None when it has ended."""
        assert self.process.stdout is not None
        while head := self.process.stdout.read(5):
            payload = self.process.stdout.read(int.from_bytes(head[1:], "big"))
            if head[:1] == b"M":
                return json.loads(payload)
        return None


@contextmanager
def paged(*, looked_at: bool) -> Iterator[Paged]:
    process = forkserver.Popen(
        [sys.executable, "-c", APP],
        env=page_environment({"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    app = Paged(process)
    too_late = threading.Timer(DEADLINE, process.kill)
    too_late.start()
    try:
        if looked_at:
            app.tell(type="focus")
        assert process.stdout is not None
        assert process.stdout.readline() == b"__GANGLION__\n"
        yield app
    finally:
        too_late.cancel()
        process.kill()
        process.communicate()


def test_who_looked_before_it_began_looks_at_it() -> None:
    with paged(looked_at=True) as app:
        app.wait_for("left alone")
        app.wait_for("looked at")
        app.tell(type="blur")
        app.wait_for("left alone")


def test_keys_are_read_until_nobody_is_left_to_type_them() -> None:
    with paged(looked_at=False) as app:
        app.wait_for("left alone")
        app.type("ñ")
        app.wait_for("Ana", "ñ", what="notice")
        app.wait_for("ñ")
        assert app.process.stdin is not None
        app.process.stdin.close()
        app.process.stdin = None
        assert app.rest()[-1] == {"type": "exit"}
        assert app.process.wait() == 0
