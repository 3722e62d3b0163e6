"""The table of rooms holds: who may import whom."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "safespot_tui"
CONTRACTS = ROOT / ".importlinter"

ROOMS = set(re.findall(r"^\[importlinter:contract:(\w+)\]$", CONTRACTS.read_text(), re.MULTILINE))
FORBIDDEN = [
    ("domain", "safespot_tui.i18n"),
    ("domain", "safespot_tui.store"),
    ("contract", "safespot_tui.config"),
    ("store", "safespot_tui.archive"),
    ("archive", "safespot_tui.gateway"),
    ("gateway", "safespot_tui.store"),
    ("sync", "safespot_tui.contract"),
    ("sync", "safespot_tui.fulltext"),
    ("sync", "safespot_tui.watching"),
    ("watching", "safespot_tui.config"),
    ("evidence", "safespot_tui.archive"),
    ("insight", "safespot_tui.archive"),
    ("actions", "safespot_tui.gateway"),
    ("server", "safespot_tui.store"),
    ("server", "safespot_tui.demo"),
    ("demo", "safespot_tui.store"),
    ("tui", "safespot_tui.server"),
    ("tui", "safespot_tui.cli"),
    ("tui", "safespot_tui.web"),
    ("web", "safespot_tui.store"),
    ("tui", "safespot_tui.stage"),
    ("stage", "safespot_tui.cli"),
    ("sync", "safespot_tui.instruments"),
    ("tui", "httpx"),
    ("store", "pydantic"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package `safespot_tui` in `folder` against the contracts."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--config",
            CONTRACTS,
            "--no-cache",
            "--no-logo",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def empty_rooms(folder: Path) -> Path:
    """A package with all the rooms and nothing in them."""
    package = folder / "safespot_tui"
    for room in ROOMS:
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").touch()
    for module in ("__init__.py", "i18n.py", "sync/machine.py"):
        (package / module).touch()
    return package


def culprit(imported: str) -> str:
    return "imports_" + imported.replace(".", "_")


@pytest.fixture(scope="module")
def report_on_culprits(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a package in which every forbidden import is made."""
    package = empty_rooms(tmp_path_factory.mktemp("culprits"))
    for importer, imported in FORBIDDEN:
        (package / importer / f"{culprit(imported)}.py").write_text(f"import {imported}\n")
    return lint(package.parent).stdout


def test_every_import_keeps_to_the_table_of_rooms() -> None:
    result = lint(PACKAGE.parent)
    assert result.returncode == 0, result.stdout


def test_every_room_has_a_contract() -> None:
    assert {path.parent.name for path in PACKAGE.glob("*/__init__.py")} == ROOMS


def test_empty_rooms_break_nothing(tmp_path: Path) -> None:
    result = lint(empty_rooms(tmp_path).parent)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("importer", "imported"), FORBIDDEN)
def test_a_forbidden_import_is_found(report_on_culprits: str, importer: str, imported: str) -> None:
    assert f"safespot_tui.{importer}.{culprit(imported)} -> {imported}" in report_on_culprits
