"""A case as two strips of terminal cells."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from safespot_tui.tui.drawing.line import Piece, line
from safespot_tui.tui.drawing.look import Look
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.triage.row import CaseRow
from safespot_tui.tui.triage.words import SIGNS

_EDGE = 1
_WHEN = 10
"""Cells for how long something has waited, or when it ends or was done."""

FLAG, NOTE, MARK = "⚑", "✎", "✓"


def draw(
    row: CaseRow, width: int, look: Look, styles: Mapping[str, Style], *, marked: bool = False
) -> Sequence[Strip]:
    """The lines of a case, `width` cells each; `marked` if it is selected with others."""
    ground = styles[look.ground]
    edge: Piece = (look.bar, ground + styles[look.bar_role])
    mark: Piece = (f"{MARK if marked else ' '} ", ground + styles["mark"])
    lead = 1 + 2
    sign: Piece = (f"{SIGNS[row.urgency]} ", ground + styles[row.urgency])
    when: Piece = (f"{fit(row.when, _WHEN - 1):<{_WHEN}}", ground + styles[row.urgency])
    right = _right(row, ground, styles)
    right_width = sum(cell_len(text) for text, _style in right)
    room = max(0, width - lead - 3 - _WHEN - right_width - _EDGE - 1)
    title = fit(row.title, room)
    gap = " " * (room - cell_len(title) + 1)
    indent = " " * 3
    below = max(0, width - lead - len(indent) - _EDGE)
    return (
        line(
            [edge, mark, sign, when, (title, ground + styles["title"]), (gap, ground), *right],
            width,
            ground,
        ),
        line([edge, ("  ", ground), (indent, ground), *_below(row, below, ground, styles)],
             width, ground),
    )  # fmt: skip


def _right(row: CaseRow, ground: Style, styles: Mapping[str, Style]) -> list[Piece]:
    pieces: list[Piece] = []
    if row.flags:
        pieces.append((f"{FLAG} {row.flags} ", ground + styles["flags"]))
    if row.notes:
        pieces.append((f"{NOTE} {row.notes} ", ground + styles["notes"]))
    if row.holder:
        style = styles["own" if row.own else "other"]
        pieces.append((f"@{fit(row.holder, 14)}", ground + style))
    return pieces


def _below(row: CaseRow, room: int, ground: Style, styles: Mapping[str, Style]) -> list[Piece]:
    """Who is on it before what was said: two must not answer at once."""
    company = fit(row.company, room)
    pieces: list[Piece] = [(company, ground + styles["company"])] if company else []
    gap = " · " if company and row.words else ""
    left = room - cell_len(company) - cell_len(gap)
    if row.words and left > 0:
        pieces.append((gap + fit(row.words, left), ground + styles["words"]))
    return pieces
