"""Signs of which terminals lose count move no frame and no column: what is joined, wide, marked."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from rich.cells import cell_len

GOLDEN = Path(__file__).parents[1] / "golden"

FRAME = re.compile(r"^---- (\S+)\n(.*?)(?=^[-=]{4} |\Z)", re.MULTILINE | re.DOTALL)


def frames(name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """The size of each frame of a golden file, its lines, and the looks of their cells."""
    text = (GOLDEN / f"{name}.txt").read_text("utf-8")
    for size, frame in FRAME.findall(text):
        words, _dashes, looks = frame.partition("\n--\n")
        yield size, words.split("\n-- light\n")[0].split("\n"), looks.splitlines()


def edges(looks: str) -> set[int]:
    """The cells at which something looks otherwise than what is left of it."""
    return set(accumulate(map(int, re.findall(r"(\d+)[a-zA-Z]+", looks))))


def column(looks: Sequence[str]) -> set[int]:
    """Where something ends in every line, but for the status line."""
    return set.intersection(*(edges(line) for line in looks[:-1]))


def walls(lines: Sequence[str]) -> set[tuple[int, ...]]:
    """Where the sides of a box stand. What they cover is cut, and joins nothing any more."""
    lines = [line.replace("\u200d│", "│") for line in lines]
    return {
        (cell_len(line[: line.index("│")]), cell_len(line[: line.rindex("│")]))
        for line in lines
        if line.count("│") > 1
    }


def test_the_panes_meet_where_they_meet_with_latin_letters() -> None:
    size = "80×24"
    latin = [column(looks) for at, _lines, looks in frames("conversation") if at == size]
    others = [column(looks) for at, _lines, looks in frames("letters") if at == size]
    assert len(others) == 2
    assert all(columns - {int(size.split("×")[0])} for columns in latin)
    assert others == latin


def test_a_box_is_as_wide_around_any_letters() -> None:
    for size, lines, _looks in frames("letters-details"):
        assert any("家族" in line for line in lines), size
        assert len(walls(lines)) == 1, (size, walls(lines))


def test_a_line_that_is_a_cell_longer_would_be_noticed() -> None:
    _size, lines, looks = list(frames("letters-details"))[1]
    crooked = [line.replace("家族", "家族 ") for line in lines]
    assert len(walls(crooked)) == 2
    _size, _lines, looks = list(frames("letters"))[1]
    first = re.sub(r"^\d+", lambda match: str(int(match[0]) + 1), looks[1])
    assert not column([looks[0], first, *looks[2:]]) & column(looks) - {80}
