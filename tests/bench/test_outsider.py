"""A benchmark that cannot have a peer says why, and is not stopped by it."""

from pathlib import Path

import pytest

from bench.outsider import NotToBeHad, installed


def test_what_cannot_be_installed_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "0"\n')
    with pytest.raises(NotToBeHad, match=r"could not be installed: .*lock"):
        installed("a", tmp_path)
