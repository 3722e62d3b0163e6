"""Imports everything once, and is forked for every process that is wanted.

::

    popen.py ──(request, three streams)──▶ server ──(fork)──▶ process
             ◀────────(process id)────────        ◀──(end)───
             ◀──(exit code, in the process's own pipe)───────
"""

import atexit
import fcntl
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import Any

LENGTH = struct.Struct("!Q")
"""What comes before a request: of how many bytes it is."""
NUMBER = struct.Struct("!i")
"""A process id, or an exit code as `subprocess` has it: -9 for what was killed."""
STREAMS = 3

_IMPORTED_LATE = (
    "aiosqlite",
    "anyio._backends._asyncio",
    "httpcore._async",
    "httptools",
    "rich.traceback",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What ours imports only once it runs."""
_RUN_BY_ALEMBIC = {"env"}
_PROGRAM = "safespot_tui"

Job = Callable[[], object]


def import_everything() -> None:
    """All that the program may import, and nothing that is garbage afterwards."""
    gc.disable()
    package = importlib.import_module(_PROGRAM)
    for module in pkgutil.walk_packages(package.__path__, f"{_PROGRAM}."):
        if module.name.rpartition(".")[2] not in _RUN_BY_ALEMBIC:
            importlib.import_module(module.name)
    for name in _IMPORTED_LATE:
        try:
            importlib.import_module(name)
        except ImportError:  # an extra that is not there is imported by nobody
            continue
    gc.collect()
    gc.freeze()
    gc.enable()


def serve(channel: socket.socket) -> Job | None:
    """Fork whenever that is asked for; comes back in each fork, with what it has to do.

    Gives None in the server itself, once nobody asks any more.
    """
    ends: dict[int, int] = {}
    """By process, the pipe into which its exit code goes."""
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    while True:
        ready, _, _ = select.select([channel, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _tell_who_ended(ends)
        if channel in ready:
            header, fds, *_ = socket.recv_fds(channel, LENGTH.size, STREAMS + 1)
            if not header:
                return None
            request = json.loads(_read(channel, *LENGTH.unpack(header)))
            *streams, end = fds
            process = os.fork()
            if process == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                # Who runs the tests in the background has them ignore it.
                signal.signal(signal.SIGINT, signal.default_int_handler)
                return _begin(request, streams)
            ends[process] = end
            for stream in streams:
                os.close(stream)
            channel.sendall(NUMBER.pack(process))


def _read(channel: socket.socket, length: int) -> bytes:
    taken = bytearray()
    while len(taken) < length:
        taken += channel.recv(length - len(taken))
    return bytes(taken)


def _tell_who_ended(ends: dict[int, int]) -> None:
    for process in [*ends]:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            end = ends.pop(process)
            try:
                os.write(end, NUMBER.pack(os.waitstatus_to_exitcode(status)))
            except BrokenPipeError:
                continue  # nobody wants to know
            finally:
                os.close(end)


def _begin(request: dict[str, Any], streams: list[int]) -> Job:
    """Become the process that is wanted."""
    if request["session"]:
        os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(STREAMS, 1024)
    if request["terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if request["umask"] >= 0:
        os.umask(request["umask"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    _open_streams()
    return _job(request["args"])


def _open_streams() -> None:
    """As Python opens them: a terminal's line by line."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        raw = io.FileIO(number, "w" if number else "r", closefd=False)
        stream = io.TextIOWrapper(
            io.BufferedWriter(raw) if number else io.BufferedReader(raw),
            encoding="utf-8",
            errors="backslashreplace" if name == "stderr" else "surrogateescape",
            line_buffering=name == "stderr" or raw.isatty(),
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _job(args: list[str]) -> Job:
    """What a command line means: `safespot-tui …`, `python -m module …`, `python -c code …`."""
    match args:
        case [python, "-m", module, *rest] if python == sys.executable:
            sys.argv = [module, *rest]
            return lambda: runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [python, "-c", source, *rest] if python == sys.executable:
            sys.argv = ["-c", *rest]
            return lambda: exec(source, {"__name__": "__main__"})
        case [python, path, *rest] if python == sys.executable:
            sys.argv = [path, *rest]
            return lambda: runpy.run_path(path, run_name="__main__")
        case _:
            from safespot_tui.cli.main import main

            sys.argv = args
            return lambda: sys.exit(main())


def do(job: Job) -> None:
    """Do it, and end as Python does, but for taking apart thousands of modules on the way out."""
    try:
        job()
        code = 0
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        code = ended.code or 0
    threading._shutdown()  # pyright: ignore[reportAttributeAccessIssue]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.path[0] = os.getcwd()
    import_everything()
    asked = serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        do(asked)
