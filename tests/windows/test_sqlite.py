"""Several processes write into one file: that takes an SQLite that can, and no other beside it.

SQLite 3.7.0 to 3.51.2 can damage a file in WAL mode when two connections write at the same time as
one of them begins the log anew (https://sqlite.org/wal.html#walresetbug).
"""

import ast
import os
import sys
from pathlib import Path

import apsw
import pytest

from tests.windows.household import ROOT, Household

FIXED = (3, 51, 3)
SOURCES = ROOT / "src" / "safespot_tui"
OPERATORS = {
    "cli/administration.py",
    "cli/databases.py",
    "cli/extras.py",
    "cli/trail.py",
    "cli/commands/admin.py",
    "cli/commands/migrate.py",
    "demo/desk.py",
}
"""Commands that look after a server's database, and the demo, which furnishes one."""


def test_the_sqlite_in_use_can():
    version = tuple(map(int, apsw.sqlite_lib_version().split(".")))
    assert version >= FIXED
    # Not one that the system happens to have, which may be any.
    assert apsw.using_amalgamation


def imported_by(path: Path) -> set[str]:
    """The top-level names of what a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                names |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.partition(".")[0])
            case _:
                pass
    return names


def importers_of(*names: str) -> set[str]:
    return {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if imported_by(path) & set(names)
    }


def test_nothing_else_opens_the_archive():
    others = importers_of("sqlite3", "sqlalchemy", "aiosqlite", "pysqlite3")
    # The bundled server has a database of its own, which no client opens, only its operators do.
    assert {path.partition("/")[0] for path in others - OPERATORS} <= {"server", "migration"}
    # `doctor` looks without writing; a cassette begins with a copy of what was there.
    assert {path for path in importers_of("apsw") if not path.startswith("archive/")} == {
        "cli/checks.py",
        "instruments/cassette/archived.py",
    }
    assert "SQLITE_OPEN_READONLY" in (SOURCES / "cli" / "checks.py").read_text()


def loaded(pid: int) -> str:
    """The libraries that a process has loaded, among others."""
    return Path(f"/proc/{pid}/maps").read_text()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what a process has loaded")
async def test_a_window_has_loaded_no_other_sqlite(household: Household):
    window = await household.open()
    libraries = loaded(window.process.pid)
    assert "apsw" in libraries
    assert "libsqlite3" not in libraries
    assert "_sqlite3" not in libraries
    # It would be seen, had it been loaded.
    import sqlite3

    assert sqlite3.sqlite_version
    assert "_sqlite3" in loaded(os.getpid()) or "_sqlite3" in sys.builtin_module_names
