"""Figures over time, in characters."""

from collections.abc import Sequence

_SHADES = "█▓▒░"
_ASCII = "#+:."


def bands(
    values: Sequence[Sequence[float]],
    height: int,
    *,
    most: float,
    cell: int = 1,
    ascii_only: bool = False,
) -> Sequence[str]:
    """So many lines, the upper first; each column is a few ascending values, one above the other.

    The lowest value is drawn darkest, what lies between it and the next one lighter, and so on.
    `most` is at the upper edge. What is not 0 can be seen. A column is `cell` cells wide, the last
    of which is blank where there are several.
    """
    shades = _ASCII if ascii_only else _SHADES
    gap = " " if cell > 1 else ""
    lines: list[str] = []
    for row in reversed(range(height)):
        edge = (row + 0.5) * most / height if row else 0.0
        fills = (_shade(column, edge, shades) for column in values)
        lines.append("".join(fill * (cell - len(gap)) + gap for fill in fills).rstrip())
    return lines


def _shade(column: Sequence[float], edge: float, shades: str) -> str:
    """That of the first value which reaches beyond `edge`."""
    reached = (shade for value, shade in zip(column, shades, strict=False) if value > edge)
    return next(reached, " ")


def with_scale(lines: Sequence[str], top: str, bottom: str = "0") -> Sequence[str]:
    """The lines of a plot behind an axis, which says what is at its ends."""
    width = max(len(top), len(bottom))
    names = [top, *[""] * (len(lines) - 2), bottom] if len(lines) > 1 else [top]
    return [
        f"{name:>{width}} {'┤' if name else '│'}{line}"
        for name, line in zip(names, lines, strict=True)
    ]
