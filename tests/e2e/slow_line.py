"""A line as slow as ssh to another continent: `python -m tests.e2e.slow_line SECONDS COMMAND …`.

::

    terminal ──keys──▶ [ SECONDS ] ──▶ pty ──▶ COMMAND
    terminal ◀─paint── [ SECONDS ] ◀── pty ◀──┘

Bytes come late by so many seconds each way, in order and with their spacing; a new size comes late,
too. Ends as COMMAND does, with its exit code, once all that it wrote has been delivered.
"""

import fcntl
import os
import select
import signal
import subprocess
import sys
import termios
import time
import tty
from collections import deque
from collections.abc import Callable, Sequence

_STDIN, _STDOUT = 0, 1
_A_SIZE = b"\0" * 8


class Late:
    """What is on its way one way: given at one time, delivered `delay` seconds later."""

    def __init__(self, delay: float, deliver: Callable[[bytes], None]) -> None:
        self._delay = delay
        self._deliver = deliver
        self._waiting: deque[tuple[float, bytes]] = deque()

    def give(self, piece: bytes) -> None:
        """Begin the way of a piece."""
        self._waiting.append((time.monotonic() + self._delay, piece))

    def deliver_due(self) -> float | None:
        """Deliver what has arrived; seconds until there is more, None if nothing is on its way."""
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            self._deliver(self._waiting.popleft()[1])
        return max(0.0, self._waiting[0][0] - time.monotonic()) if self._waiting else None


def run(delay: float, command: Sequence[str]) -> int:
    """Run `command` at the other end of the line; its exit code."""
    master, slave = os.openpty()
    size = fcntl.ioctl(_STDIN, termios.TIOCGWINSZ, _A_SIZE)
    fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(slave)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: process.send_signal(number))
    before = termios.tcgetattr(_STDIN)
    tty.setraw(_STDIN)
    try:
        _relay(master, delay)
    finally:
        termios.tcsetattr(_STDIN, termios.TCSADRAIN, before)
    return process.wait()


def _relay(master: int, delay: float) -> None:
    """Until the program has closed its end and all of it is delivered."""
    keys = Late(delay, lambda piece: _write(master, piece))
    sizes = Late(delay, lambda size: _resize(master, size))
    paint = Late(delay, lambda piece: _write(_STDOUT, piece))
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGWINCH, lambda _number, _frame: None)
    sources = [_STDIN, master, woken]
    while True:
        due = [lane.deliver_due() for lane in (keys, sizes, paint)]
        waits = [seconds for seconds in due if seconds is not None]
        if master not in sources and due[2] is None:
            return
        readable, _, _ = select.select(sources, [], [], min(waits, default=None))
        if woken in readable:
            os.read(woken, 64)
            sizes.give(fcntl.ioctl(_STDIN, termios.TIOCGWINSZ, _A_SIZE))
        for source, lane in ((_STDIN, keys), (master, paint)):
            if source in readable:
                piece = _read(source)
                if piece:
                    lane.give(piece)
                else:
                    sources.remove(source)


def _read(source: int) -> bytes:
    """What is there; nothing once the other end is closed, which a pty tells as an error."""
    try:
        return os.read(source, 65536)
    except OSError:
        return b""


def _write(target: int, piece: bytes) -> None:
    while piece:
        piece = piece[os.write(target, piece) :]


def _resize(master: int, size: bytes) -> None:
    fcntl.ioctl(master, termios.TIOCSWINSZ, size)


if __name__ == "__main__":
    raise SystemExit(run(float(sys.argv[1]), sys.argv[2:]))
