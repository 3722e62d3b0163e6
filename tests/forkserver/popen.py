"""Asks the forkserver for processes, and holds them as `subprocess` does."""

import atexit
import functools
import json
import os
import select
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .server import LENGTH, NUMBER

ROOT = Path(__file__).parents[2]

Command = Sequence[str | os.PathLike[str]]


class Server:
    """The process that is forked. One for every process of tests, once one is wanted."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair()
        self._asked = threading.Lock()
        # What is read of the environment on import is as the client has it.
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        still = {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("server.py"), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env=env | still,
            )

    def fork(self, request: Mapping[str, object], streams: Sequence[int]) -> tuple[int, int]:
        """Gives the process id, and the pipe from which the exit code can be read."""
        told, end = os.pipe()
        body = json.dumps(request).encode()
        with self._asked:
            socket.send_fds(self._channel, [LENGTH.pack(len(body))], [*streams, end])
            os.close(end)
            self._channel.sendall(body)
            (process,) = NUMBER.unpack(self._channel.recv(NUMBER.size, socket.MSG_WAITALL))
        return process, told

    def close(self) -> None:
        """Fork nothing any more. What was forked goes on."""
        self._channel.close()
        self._process.wait()


@functools.cache
def _server() -> Server:
    server = Server()
    atexit.register(server.close)
    return server


class Popen(subprocess.Popen[Any]):
    """A process forked from one that has imported everything; otherwise as of `subprocess`.

    `args` is `safespot-tui …`, or this Python with `-m`, `-c` or a file.
    """

    def __init__(self, args: Command, *, terminal: bool = False, **options: Any) -> None:
        """With `terminal`, its stdin is the terminal of its session."""
        self._terminal = terminal
        self._end = -1
        self._reading_end = threading.Lock()
        super().__init__([os.fspath(arg) for arg in args], **options)

    def _execute_child(self, *given: Any) -> None:
        # As CPython calls it, from 3.11 on.
        args, _, _, _, _, cwd, env, _, _, _, *rest = given
        pipes, umask, session = rest[:6], rest[10], rest[11]
        ends = [pipes[0], pipes[3], pipes[5]]
        request = {
            "args": args,
            "env": dict(os.environ if env is None else env),
            "cwd": os.fspath(cwd or os.getcwd()),
            "umask": umask,
            "session": session,
            "terminal": self._terminal,
        }
        streams = [own if end == -1 else end for own, end in enumerate(ends)]
        self.pid, self._end = _server().fork(request, streams)
        # Not before: one thread may wait for the end while another looks whether it has come.
        weakref.finalize(self, os.close, self._end)
        self._child_created = True
        self._close_pipe_fds(*pipes)  # pyright: ignore[reportAttributeAccessIssue]

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        if self.returncode is None and self._end != -1:
            self._ended_within(0)
        return self.returncode

    def _wait(self, timeout: float | None) -> int:
        if self.returncode is None and not self._ended_within(timeout):
            assert timeout is not None
            raise subprocess.TimeoutExpired(self.args, timeout)
        assert self.returncode is not None
        return self.returncode

    def _ended_within(self, seconds: float | None) -> bool:
        if not select.select([self._end], [], [], seconds)[0]:
            return False
        with self._reading_end:
            if self.returncode is None:
                told = os.read(self._end, NUMBER.size)
                assert told, "the forkserver has ended"
                (self.returncode,) = NUMBER.unpack(told)
        return True


def run(
    args: Command, *, stdin: str = "", timeout: float, **options: Any
) -> subprocess.CompletedProcess[str]:
    """As `subprocess.run` with captured text, and without a check."""
    pipe = subprocess.PIPE
    with Popen(args, stdin=pipe, stdout=pipe, stderr=pipe, text=True, **options) as process:
        try:
            out, errors = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, errors)
