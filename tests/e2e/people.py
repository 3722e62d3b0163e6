"""A real server, and people with homes of their own who run the program as it is installed."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).with_name("safespot-tui")
PASSWORD = "a long password"


class Backend:
    """A server process, on the same port and database however often it is started."""

    def __init__(self, folder: Path) -> None:
        self._database_url = f"sqlite:///{folder / 'server.sqlite3'}"
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        self.start(port=0)

    def start(self, port: int | None = None) -> None:
        if port is None:
            port = int(self.url.rpartition(":")[2])
        self._process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port), "--database-url", self._database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(Path(self._database_url).parent),
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "http://" in line, line
        self.url = line.split()[-1]

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()


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
        home.mkdir()

    @property
    def env(self) -> dict[str, str]:
        return environment(self.home)

    def run(
        self, *arguments: str, stdin: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *arguments],
            input=stdin,
            env=self.env | (env or {}),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
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
