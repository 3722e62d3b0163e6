"""A real server, and people with homes of their own who run the program as it is installed."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests import forkserver

from .terminal import DEADLINE

PROGRAM = Path(sys.executable).with_name("safespot-tui")
PASSWORD = "a long password"


class Backend:
    """A server process, on the same port and database however often it is started."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self._folder = folder
        self._process: forkserver.Popen | None = None
        self.port = port
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        database_url = f"sqlite:///{self._folder / 'server.sqlite3'}"
        self._process = forkserver.Popen(
            [PROGRAM, "serve", "--port", str(self.port), "--database-url", database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(self._folder),
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "http://" in line, line
        self.port = int(line.rpartition(":")[2])

    def stop(self) -> None:
        """Ask it to end, so that everything is in the one file of its database."""
        assert self._process is not None
        self._process.terminate()
        self._process.communicate(timeout=DEADLINE)

    def kill(self) -> None:
        """Kill it as a power cut would, if it runs."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def environment(home: Path) -> dict[str, str]:
    """Nothing of the machine but where programs are."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "SAFESPOT_TUI_HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COVERAGE_PROCESS_START": os.environ.get("COVERAGE_PROCESS_START", ""),
    }


class Person:
    """Somebody with a home of their own, who runs commands."""

    def __init__(self, home: Path, alias: str) -> None:
        self.home = home
        self.alias = alias
        self.email = f"{alias.lower()}@example.org"
        home.mkdir(exist_ok=True)

    @property
    def env(self) -> dict[str, str]:
        return environment(self.home)

    def run(
        self, *arguments: str, stdin: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return forkserver.run(
            [PROGRAM, *arguments], stdin=stdin, env=self.env | (env or {}), timeout=DEADLINE
        )

    def json(self, *arguments: str, stdin: str = "") -> Any:
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def register(self, url: str) -> None:
        done = self.run(*self.login_arguments(url), "--register", "--alias", self.alias,
                        stdin=f"{PASSWORD}\n")  # fmt: skip
        assert done.returncode == 0, done.stderr

    def login_arguments(self, url: str) -> Sequence[str]:
        return ("login", "--server", url, "--email", self.email, "--password-stdin")
