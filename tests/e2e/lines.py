"""A program that is talked to in lines, through pipes: all that is typed and said."""

import os
import re
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from tests import forkserver

DEADLINE = 60.0
"""Seconds until a line that never comes fails the test; machines under load are slow."""


class Lines:
    """A program with pipes at both ends; killed at the end of the `with`."""

    def __init__(self, command: Sequence[str | os.PathLike[str]], env: Mapping[str, str]) -> None:
        self.process = forkserver.Popen(
            command,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._unread = b""
        self.transcript: list[str] = []

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
        self.process.communicate()

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.transcript.append(f"> {line}")
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def hear(self, *patterns: str) -> None:
        """Listen until each of `patterns` has been said; several may be said in any order."""
        missing, heard = list(patterns), list[str]()
        while missing:
            line = self._line(missing, heard)
            heard.append(line)
            missing = [pattern for pattern in missing if not re.search(pattern, line)]
        self.transcript += sorted(heard) if len(patterns) > 1 else heard

    def end(self) -> int:
        """The exit code, once the program has ended by itself; what it still said is heard."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.stdin = None
        rest, _ = self.process.communicate(timeout=DEADLINE)
        self.transcript += (self._unread + rest).decode().splitlines()
        return self.process.returncode

    def _line(self, missing: Sequence[str], heard: Sequence[str]) -> str:
        assert self.process.stdout is not None
        end = time.monotonic() + DEADLINE
        while b"\n" not in self._unread:
            left = end - time.monotonic()
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, left))
            more = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not more:
                said = "\n".join([*self.transcript, *heard, self._unread.decode()])
                raise AssertionError(f"{missing} was not said:\n{said}")
            self._unread += more
        line, self._unread = self._unread.split(b"\n", 1)
        return line.decode()
