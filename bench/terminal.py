"""A program in a pty, with every byte it writes stamped as it arrives.

Emulating a terminal is slow Python, so it is done after the fact: output is stamped and kept while
the program is busy, and put on the emulated screen once it is quiet. A latency is then the stamp of
the first piece of output after which the screen shows what was waited for.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from bench.emulator import Emulator, EmulatorStream

QUIET = 0.05
"""Seconds without output after which a program counts as done with what it was doing."""

MOST_PIECES = 4096
"""Output is put on the screen after so many reads at the latest."""

FRAME = b"\x1b[?2026h"
MARGINS = b"\x1b[?69$p"
REPLIES: Mapping[bytes, bytes] = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # synchronized output: supported
    MARGINS: b"\x1b[?69;2$y",  # left and right margins: supported
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
}

_PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]")
"""Keyboard protocol sequences, which the emulator would draw as text."""


class TimeoutExpired(Exception):
    """The program did not show what was waited for."""


class Piece(NamedTuple):
    """Output that arrived in one read, and when."""

    at: float
    data: bytes


class Usage(NamedTuple):
    """CPU seconds and memory of a program so far."""

    cpu: float
    resident: int


class Terminal:
    """One program in a pty of `columns` × `rows`; ended when the block that opened it is left."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 40,
        margins: bool = True,
    ) -> None:
        self.screen = Emulator(columns, rows, margins=margins)
        self._stream = EmulatorStream(self.screen)
        self._replies = REPLIES if margins else {**REPLIES, MARGINS: b"\x1b[?69;0$y"}
        self.bytes_written = 0
        self.frames_written = 0
        """How often the program said that a frame begins; small ones it does not announce."""
        self._unseen: list[Piece] = []
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), dict(environment))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    def write(self, keys: str) -> float:
        """Type; gives when."""
        at = time.perf_counter()
        os.write(self._fd, keys.encode())
        return at

    def usage(self) -> Usage:
        """CPU seconds and resident bytes so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return Usage(ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))

    def wait(
        self, shown: str | Callable[[str], bool], timeout: float = 30.0, *, busy: bool = False
    ) -> float:
        """Wait until the screen shows a text (or `shown` holds of it); gives when it first did.

        With `busy` the screen is looked at after every piece: the program never pauses.
        """
        holds = (lambda text: shown in text) if isinstance(shown, str) else shown
        if not self._unseen and holds(self.text):
            return time.perf_counter()
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            emulated = self._emulated(self._collect(deadline, most=1 if busy else MOST_PIECES))
            for at in emulated:
                if holds(self.text):
                    for _ in emulated:
                        continue
                    return at
        what = repr(shown) if isinstance(shown, str) else "what was waited for"
        raise TimeoutExpired(f"{what} is not on the screen:\n{self.text}")

    def take(self, until: float) -> None:
        """Read what the program writes until then, without looking at it."""
        self._unseen += self._collect(until, max(0.0, until - time.perf_counter()))

    def settle(self, quiet: float = QUIET, timeout: float = 10.0) -> None:
        """Wait until the program has written nothing for `quiet` seconds."""
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            pieces = self._collect(deadline, quiet)
            if not pieces and not self._unseen:
                return
            for _ in self._emulated(pieces):
                continue

    def _collect(
        self, deadline: float, quiet: float = QUIET, most: int = MOST_PIECES
    ) -> list[Piece]:
        """All output until there is none for `quiet` seconds."""
        pieces: list[Piece] = []
        while True:
            patience = quiet if pieces else max(0.0, min(quiet, deadline - time.perf_counter()))
            if not select.select([self._fd], [], [], patience)[0]:
                return pieces
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:
                return pieces
            if not data:
                return pieces
            pieces.append(Piece(time.perf_counter(), data))
            self.bytes_written += len(data)
            self.frames_written += data.count(FRAME)
            for query, reply in self._replies.items():
                if query in data:
                    os.write(self._fd, reply)
            if len(pieces) >= most:
                return pieces

    def _emulated(self, pieces: Sequence[Piece]) -> Iterator[float]:
        """Put pieces on the screen one at a time; gives the stamp of each."""
        unseen, self._unseen = self._unseen, []
        for piece in [*unseen, *pieces]:
            self._stream.feed(_PRIVATE.sub(b"", piece.data))
            yield piece.at
