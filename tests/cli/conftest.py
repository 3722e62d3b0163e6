"""A home of its own for each test."""

from pathlib import Path

import pytest


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where profiles and tokens are kept; the system's keyring is not asked."""
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    monkeypatch.setenv("LANG", "C")
    return tmp_path
