"""The server as a process of its own, and what it costs."""

import os
import resource
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_SERVE = """
import sys
from safespot_tui.server.serve import serve
from safespot_tui.server.settings import Settings
announce = lambda url: print(url, flush=True)
serve("127.0.0.1", 0, sys.argv[1], settings=Settings(rates={}), announce=announce)
"""
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_FILES = 8_192


class Program(NamedTuple):
    """A running server."""

    host: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What it has used so far, of all cores."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_bytes(self) -> int:
        """The memory it holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE_BYTES


@contextmanager
def running(url: str) -> Generator[Program]:
    """A server over that database, as `--no-rate-limits` has it; its log goes nowhere."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        host, _, port = process.stdout.readline().strip().rpartition("/")[2].partition(":")
        yield Program(host, int(port), process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def allow_many_files() -> None:
    """A thousand streams are a thousand sockets, here and in what is started from here."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, most), most))
