"""A terminal for tests: a program in a pty, its screen emulated, waited for with a deadline."""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import pyte

from tests import forkserver

DEADLINE = 60.0
"""Seconds until a screen that never comes fails the test: long, since it only costs a failure."""

QUIET = 0.2
"""A screen that has not changed for so many seconds after a key shows all that came of it."""

_QUERIES = (
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[c"), b"\x1b[?62;c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
)
"""What the program may ask a terminal, and what this one answers."""

# Pyte does not know private CSI sequences with a `<`, `>` or `=` prefix and draws their rest.
_PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;:]*[A-Za-z]|\x1b\[[0-9;]*\$p|\x1b\[\?[0-9;]*\$p")


class ScreenTimeout(AssertionError):
    """What was waited for did not come. Shows the screen."""


class Terminal:
    """A program running in a terminal of its own; killed at the end of the `with`."""

    def __init__(
        self,
        command: Sequence[str | os.PathLike[str]],
        env: Mapping[str, str],
        *,
        columns: int = 110,
        rows: int = 32,
        forked: bool = True,
    ) -> None:
        """What is no Python program of ours, or has to begin as for users, is not `forked`."""
        self.output = bytearray()
        """Every byte that the program wrote."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settings_before = termios.tcgetattr(slave)
        options: dict[str, Any] = {
            "stdin": slave,
            "stdout": slave,
            "stderr": slave,
            "env": {"TERM": "xterm-256color", "LANG": "C.UTF-8", **env},
            "start_new_session": True,
        }
        if forked:
            self.process = forkserver.Popen(command, terminal=True, **options)
        else:
            self.process = subprocess.Popen(
                command, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0), **options
            )
        # Kept open, so that what the program left of the terminal can be looked at after its end.
        self._slave = slave
        self._open = [slave, self._master]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close()

    # ---------------------------------------------------------------------------- the person

    def type(self, text: str) -> None:
        """Press keys; `\\r` is Enter, `\\x1b` Escape, `\\x10` Ctrl-P."""
        os.write(self._master, text.encode())

    def press(self, key: str, *, deadline: float = DEADLINE) -> None:
        """Press a key that moves the focus, and look until it has: the next one counts there."""
        written, end = len(self.output), time.monotonic() + deadline
        self.type(key)
        while self._read(QUIET) or len(self.output) == written:
            if time.monotonic() > end:
                raise ScreenTimeout(f"nothing came of {key!r} within {deadline} s\n{self.text}")

    def hang_up(self) -> None:
        """Close the terminal's window: the kernel tells the program, and nothing can be drawn."""
        self._close()

    def _close(self) -> None:
        while self._open:
            os.close(self._open.pop())

    def resize(self, columns: int, rows: int) -> None:
        """Drag the window's corner. What a terminal does with what it shows meanwhile differs."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    # ---------------------------------------------------------------------------- the screen

    @property
    def text(self) -> str:
        """The screen as it is now, trailing blanks cut."""
        self._read(0)
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def settings(self) -> list[object]:
        """The terminal's modes as they are now."""
        return termios.tcgetattr(self._slave)

    def wait_for(self, pattern: str, *, deadline: float = DEADLINE) -> str:
        """The screen, once the regular expression `pattern` is found on it."""
        return self.wait_until(lambda text: re.search(pattern, text) is not None, pattern, deadline)

    def wait_gone(self, pattern: str, *, deadline: float = DEADLINE) -> str:
        """The screen, once `pattern` is not on it any more."""
        return self.wait_until(
            lambda text: re.search(pattern, text) is None, f"no {pattern}", deadline
        )

    def wait_until(
        self, wanted: Callable[[str], bool], what: str, deadline: float = DEADLINE
    ) -> str:
        """The screen, once it is as `wanted`; `what` says it in words."""
        end = time.monotonic() + deadline
        while not wanted(text := self.text):
            if time.monotonic() > end:
                raise ScreenTimeout(f"not within {deadline} s: {what}\n{text}")
            self._read(0.05)
        return text

    def wait_exit(self, *, deadline: float = DEADLINE) -> int:
        """The exit code, once the program has ended; everything it wrote is in `output`."""
        end = time.monotonic() + deadline
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise ScreenTimeout(f"still running after {deadline} s\n{self.text}")
            self._read(0.05)
        while self._read(0):
            pass
        return self.process.returncode

    def _read(self, timeout: float) -> bool:
        readable, _, _ = select.select([self._master], [], [], timeout)
        if not readable:
            return False
        try:
            piece = os.read(self._master, 65536)
        except OSError:
            return False
        self.output += piece
        for query, reply in _QUERIES:
            for _ in query.findall(piece):
                os.write(self._master, reply)
        self._stream.feed(_PRIVATE.sub(b"", piece))
        return True
