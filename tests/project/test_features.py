"""The table of features claims nothing that no test holds."""

import re
from pathlib import Path

from tests.project.test_documents import every_tape, every_test

DOCUMENT = (Path(__file__).parents[2] / "docs" / "features.md").read_text(encoding="utf-8")
PEERS = 14
MARK = r"(?:[YP–?]|n/a)"


def rows(heading: str) -> list[list[str]]:
    """The cells of each row of the table under a heading, its head left out."""
    section = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named(cell: str) -> list[str]:
    """Tests, and tapes, which are named by their file."""
    return re.findall(r"`(tests/[\w/.]+(?:::\w+|\.tape))`", cell)


BESIDE = rows("Beside the others")
HELD = {row[0]: row[1] for row in rows("What holds each")}
ALONE = rows("What none of them has")


def test_every_test_that_is_named_exists() -> None:
    all_named = named(DOCUMENT)
    assert len(all_named) > len(BESIDE)
    assert sorted(set(all_named) - every_test() - every_tape()) == []
    assert DOCUMENT.count("::") + DOCUMENT.count(".tape`") == len(all_named)


def test_every_row_has_a_mark_of_each() -> None:
    assert len(BESIDE) == 56
    for feature, here, *others in BESIDE:
        assert re.fullmatch(r"\*\*[YP–](?:/[YP–])?\*\*", here), feature
        assert len(others) == PEERS, feature
        assert all(re.fullmatch(f"{MARK}(?:/{MARK})?", mark) for mark in others), feature


def test_every_row_is_held_by_a_test_or_has_a_reason() -> None:
    assert list(HELD) == [feature for feature, *_marks in BESIDE]
    for feature, here, *_others in BESIDE:
        reason = re.sub(r"`tests/[^`]*`|[,\s]", "", HELD[feature])
        if "Y" in here or "P" in here:
            assert named(HELD[feature]), feature
        if "P" in here or "–" in here:
            assert len(reason) > 20, feature


def test_what_none_of_the_others_has_is_held_by_tests() -> None:
    assert len(ALONE) > 5
    for what, tests in ALONE:
        assert named(tests), what
