"""Processes that live no longer than the one that started them.

A child is a module, run with its orders as one line of JSON on stdin and its answer, once it is
ready, as one line on stdout. It ends when its stdin does: that happens however the parent ends.
"""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

import msgspec

STOP_SECONDS = 5.0
_ORPHAN_SECONDS = 4.0
"""How long a child may take to clean up after its parent; less than the parent waits for it."""

T = TypeVar("T")


class ChildFailed(Exception):
    """A child ended before it was ready; `str()` is what it said last."""


class Child:
    """A child, seen from its parent. `stop` ends it; so does the parent's end."""

    def __init__(self, module: str, orders: msgspec.Struct, log: Path) -> None:
        self._log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                # Ctrl-C in the terminal is for the parent, which then stops its children in order.
                start_new_session=True,
            )
        self._write(msgspec.json.encode(orders) + b"\n")

    def answer(self, shape: type[T]) -> T:
        """What the child says when it is ready; waits for it. Raises `ChildFailed`."""
        line = _pipe(self._process.stdout).readline()
        if not line:
            self.stop()
            raise ChildFailed(self._last_words())
        return msgspec.json.decode(line, type=shape)

    def require_alive(self) -> None:
        """Raises `ChildFailed` if it has ended."""
        if self._process.poll() is not None:
            raise ChildFailed(self._last_words())

    def stop(self) -> None:
        """End the child and wait until it has ended."""
        _pipe(self._process.stdin).close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _pipe(self._process.stdout).close()

    def _write(self, line: bytes) -> None:
        stdin = _pipe(self._process.stdin)
        try:
            stdin.write(line)
            stdin.flush()
        except BrokenPipeError:
            # It ended already; `answer` tells why.
            return

    def _last_words(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else f"exit code {self._process.returncode}"


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the child was started without pipes")
    return pipe


def read_orders(shape: type[T]) -> T:
    """In a child: what it was started for."""
    return msgspec.json.decode(sys.stdin.buffer.readline(), type=shape)


def say_ready(answer: msgspec.Struct) -> None:
    """In a child: tell the parent that it may go on."""
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


def on_orphaned(stop: Callable[[], object]) -> None:
    """In a child, on its event loop: call `stop` once the parent is gone or wants an end.

    The process is ended a little later if that does not end it.
    """
    loop = asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.buffer.read()
        try:
            loop.call_soon_threadsafe(stop)
        except RuntimeError:
            # The loop is closed: the child is on its way out.
            return
        threading.Event().wait(_ORPHAN_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
