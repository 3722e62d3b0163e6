"""Every dependency has its reason written down."""

import itertools
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    peers = tomllib.loads((ROOT / "bench/peers/pyproject.toml").read_text())
    requirements = [
        *project["project"]["dependencies"],
        *itertools.chain(*project["project"]["optional-dependencies"].values()),
        *project["dependency-groups"]["dev"],
        *peers["project"]["dependencies"],
    ]
    named = {re.split(r"[\[<>=!~ ]", requirement)[0] for requirement in requirements}
    explained = re.findall(
        r"^\| `([\w-]+)` \| \S", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE
    )
    assert set(explained) == named
