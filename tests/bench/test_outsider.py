"""A benchmark that has not got a peer says what would bring it, and is not stopped by it."""

from pathlib import Path

import pytest

from bench.outsider import NotToBeHad, installed


def test_what_is_not_installed_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotToBeHad, match="make peers"):
        installed("a", tmp_path)


def test_what_is_installed_is_found(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "a"
    program.parent.mkdir(parents=True)
    program.touch()
    assert installed("a", tmp_path) == str(program)
