"""The documents about what is hostile name cases and files that there are."""

import re
from collections.abc import Collection
from pathlib import Path

from safespot_tui.gateway.dialect import Dialect
from tests.hostile import safespot_streams
from tests.hostile.answers import REST, STREAMS, UNTRUE
from tests.hostile.storms import STORMS

HERE = Path(__file__).parent
DOCUMENTS = HERE.parents[1] / "docs"
CASES: tuple[Collection[str], ...] = (
    {*REST, *UNTRUE},
    {*STREAMS, *safespot_streams.STREAMS},
    STORMS[Dialect.GLOBAL_CHAT],
    STORMS[Dialect.SAFESPOT],
)
"""By column, after the first."""
NONE = "–"


def test_every_case_of_the_document_is_tried():
    head, *rows = (
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in (DOCUMENTS / "malicious-server.md").read_text("utf-8").splitlines()
        if line.startswith("| ") and line.count("|") == len(CASES) + 2
    )
    assert "test_engine" in head[-1]
    tried = [row for row in rows if not row[0].startswith("-")]
    assert len(tried) == 10
    for item, *named in tried:
        assert named[2:].count(NONE) == 0, item
        for cell, cases in zip(named, CASES, strict=True):
            assert cell == NONE or {name.strip() for name in cell.split(";")} <= set(cases), item


def test_every_file_named_by_its_stem_is_here():
    for name in ("hostile-text.md", "malicious-server.md"):
        named = re.findall(r"`(test_\w+)(?:\.py)?`", (DOCUMENTS / name).read_text("utf-8"))
        assert named
        assert [each for each in named if not (HERE / f"{each}.py").exists()] == []
