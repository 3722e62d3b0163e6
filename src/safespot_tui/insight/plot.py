"""Numbers as columns and bars of characters: in eighths of a cell, or in ASCII."""

from collections.abc import Sequence

_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " .:#"
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def columns(
    values: Sequence[int], height: int, *, cell: int = 1, ascii_only: bool = False
) -> Sequence[str]:
    """So many lines, the upper first, in which each value is a column of `cell` cells.

    Whatever is not 0 can be seen. The last cell of each column is blank where there are several.
    """
    steps = _ASCII if ascii_only else _BLOCKS
    parts = len(steps) - 1
    most = max(values, default=0)
    levels = [_level(value, most, height * parts) for value in values]
    gap = " " if cell > 1 else ""
    lines: list[str] = []
    for row in reversed(range(height)):
        fills = (steps[max(0, min(parts, level - row * parts))] for level in levels)
        lines.append("".join(fill * (cell - len(gap)) + gap for fill in fills).rstrip())
    return lines


def bar(value: int, most: int, width: int, *, ascii_only: bool = False) -> str:
    """One value as a bar from left to right, `width` cells long where it is `most`."""
    if ascii_only:
        return "#" * _level(value, most, width)
    level = _level(value, most, width * 8)
    return "█" * (level // 8) + _EIGHTHS[level % 8].strip()


def ruler(labels: Sequence[str], cell: int) -> str:
    """Labels below columns, each under the left of its own, as far as one leaves room for it."""
    line = ""
    for at, label in enumerate(labels):
        if label and (not line or len(line) < at * cell):
            line = line.ljust(at * cell) + label
    return line


def _level(value: int, most: int, steps: int) -> int:
    if value <= 0 or most <= 0:
        return 0
    return max(1, round(value * steps / most))
