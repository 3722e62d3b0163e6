"""Open streams, in a process of their own, so that the server has its core to itself.

Usage: python -m bench.server.readers HOST PORT, then on stdin a line of JSON each:
`{"open": [token, …]}`, `{"stall": [token, …]}` (open them, and read nothing after the head of the
answer) or `{"expect": N}`. Each is answered by a line of JSON: `{}`, or the `Told` of N deliveries.

Plain sockets on one epoll: what reads must cost less than what is measured.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from bench.server.program import Program, allow_many_files
from bench.server.sender import DIGITS, MARK
from bench.server.town import Person

_MARK = MARK.encode()
_SYNC = b"event: sync"
_LONGEST = len(_MARK) + DIGITS
_PATIENCE = 60.0
_STALLED_BUFFER = 4_096
_RECEIVED = memoryview(bytearray(262_144))


class Told(msgspec.Struct):
    """What reached the readers."""

    milliseconds: list[float]
    """Of each delivery, since just before it was sent."""
    last_at: float
    """When the last one came, in seconds of the monotonic clock."""


class Readers:
    """The process, seen from outside."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def open(self, people: Sequence[Person]) -> None:
        """Have a stream for each of them, which has said that it is up to date."""
        self._ask({"open": [person.token for person in people]})

    def stall(self, people: Sequence[Person]) -> None:
        """Have a stream for each of them that takes nothing."""
        self._ask({"stall": [person.token for person in people]})

    def expect(self, count: int) -> None:
        """Ask for so many deliveries more; `told` is the answer."""
        self._write({"expect": count})

    def told(self) -> Told:
        """What was expected, once it has come."""
        return msgspec.json.decode(self._read(), type=Told)

    def _ask(self, asked: dict[str, Any]) -> None:
        self._write(asked)
        self._read()

    def _write(self, asked: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the readers gave up")
        return line


@contextmanager
def reading(program: Program) -> Generator[Readers]:
    """Readers of that server."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.server.readers", program.host, str(program.port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Readers(process)
    finally:
        process.terminate()
        process.wait(timeout=30)


class _Stream:
    """One socket, and the end of what came, which may be the beginning of a mark."""

    def __init__(self, address: tuple[str, int], token: str, *, stalls: bool = False) -> None:
        self.socket = socket.socket()
        if stalls:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _STALLED_BUFFER)
        self.socket.settimeout(_PATIENCE)
        self.socket.connect(address)
        head = f"GET /events HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n"
        self.socket.sendall(head.encode())
        self._rest = b""

    def wait(self, for_: bytes) -> None:
        """Until these bytes have come."""
        came = b""
        while for_ not in came:
            some = self.socket.recv(65_536)
            if not some:
                raise RuntimeError(f"a stream ended: {came[:200]!r}")
            came += some
        self.socket.setblocking(False)

    def moments(self) -> list[int]:
        """When each message was sent that comes now."""
        # Into the same memory each time: new memory of this size costs more than what it receives.
        size = self.socket.recv_into(_RECEIVED)
        if not size:
            raise RuntimeError("a stream ended")
        data = self._rest + _RECEIVED[:size]
        found: list[int] = []
        place = 0
        while (at := data.find(_MARK, place)) >= 0 and at + _LONGEST <= len(data):
            place = at + _LONGEST
            found.append(int(data[at + len(_MARK) : place]))
        self._rest = data[max(place, len(data) - _LONGEST + 1) :]
        return found


def main() -> None:
    allow_many_files()
    address = (sys.argv[1], int(sys.argv[2]))
    selector = selectors.DefaultSelector()
    stalled: list[_Stream] = []
    for line in sys.stdin:
        match json.loads(line):
            case {"open": tokens}:
                streams = [_Stream(address, token) for token in tokens]
                for stream in streams:
                    stream.wait(_SYNC)
                    selector.register(stream.socket, selectors.EVENT_READ, stream)
                print("{}", flush=True)
            case {"stall": tokens}:
                stalled += [_Stream(address, token, stalls=True) for token in tokens]
                for stream in stalled[-len(tokens) :]:
                    stream.wait(b"\r\n\r\n")
                print("{}", flush=True)
            case {"expect": count}:
                print(msgspec.json.encode(_collect(selector, count)).decode(), flush=True)
            case other:
                raise ValueError(other)


def _collect(selector: selectors.BaseSelector, count: int) -> Told:
    taken: list[float] = []
    deadline = time.monotonic() + _PATIENCE
    while len(taken) < count:
        ready = selector.select(1)
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(taken)} of {count} deliveries")
        for key, _ in ready:
            found = key.data.moments()
            now = time.monotonic_ns()
            taken += [(now - moment) / 1e6 for moment in found]
    return Told(taken, time.monotonic())


if __name__ == "__main__":
    main()
