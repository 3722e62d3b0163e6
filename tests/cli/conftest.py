"""A home of its own for each test."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def handlers_put_back() -> Iterator[None]:
    """What a command logs to is in its test's home: the next one must not log there."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where profiles and tokens are kept; the system's keyring is not asked."""
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    monkeypatch.setenv("LANG", "C")
    return tmp_path
