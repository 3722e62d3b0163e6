"""`safespot-tui web`, at the end of its pipes."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import forkserver

from .people import PROGRAM, environment
from .terminal import DEADLINE


class Served:
    """The command, on a port that nobody else has; its home has no account at first."""

    def __init__(self, home: Path) -> None:
        home.mkdir(exist_ok=True)
        self._process = forkserver.Popen(
            [PROGRAM, "web", "--port", "0"],
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""
        self.url = self._next_address()

    def _next_address(self) -> str:
        """The next address that is printed."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.printed += line
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise AssertionError("no address was printed")

    def another(self) -> str:
        """Press Enter; gives the address that is printed then."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._next_address()

    def stop(self) -> int:
        """End it; gives the exit code."""
        self._process.terminate()
        assert self._process.stdout is not None
        self.printed += self._process.stdout.read()
        return self._process.wait(timeout=DEADLINE)

    def children(self) -> list[int]:
        """The processes that it started and that have not ended."""
        process = self._process.pid
        told = Path(f"/proc/{process}/task/{process}/children").read_text()
        return [int(number) for number in told.split()]

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


@contextmanager
def served(home: Path) -> Iterator[Served]:
    server = Served(home)
    try:
        yield server
    finally:
        server.kill()
