"""What the documents point at is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "safespot_tui"
DOCUMENTS = [ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("README*.md")), *ROOT.glob("docs/**/*.md")]


@cache
def every_test() -> set[str]:
    """Every test, as documents name them: their file and their function."""
    return {
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@cache
def every_tape() -> set[str]:
    """Every tape, as documents name them: their file, for they are one test each."""
    return {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.tape")}


def named_files(text: str) -> set[str]:
    """Paths in backticks; those that are made by a tool or hold a placeholder aside."""
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", text)
    return {path for path in named if not path.startswith((".venv/", "bench/results"))}


def exists(path: str) -> bool:
    return (ROOT / path).exists() or (PACKAGE / path).exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_named_in_a_document_exist(document: Path) -> None:
    assert [path for path in named_files(document.read_text()) if not exists(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_a_document_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_tests_named_in_a_document_exist(document: Path) -> None:
    """By their path, or by as much of its end as tells which one is meant."""
    named = re.findall(r"`(?:\w+/)*?([\w/]*test_\w+\.py::\w+)`", document.read_text())
    ends = tuple(f"/{test}" for test in every_test())
    assert [each for each in named if not any(end.endswith(f"/{each}") for end in ends)] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_every_invariant_names_a_test_that_exists() -> None:
    rows = re.findall(
        r"^\| (\d) \| .*? \| (.*?) \|$",
        (ROOT / "docs" / "architecture.md").read_text(),
        re.MULTILINE,
    )
    assert [number for number, _ in rows] == list("123456789")
    for _, tests in rows:
        named = re.findall(r"`([\w/.]+::\w+)`", tests)
        assert named, rows
        assert set(named) <= every_test()
