"""Words that are set off, in lines: which piece of a wrapped line looks how."""

from collections.abc import Iterator, Sequence

from rich.style import Style

from safespot_tui.domain.formatting import Run
from safespot_tui.tui.drawing.line import Piece


def pieces_of(
    lines: Sequence[str], runs: Sequence[Run], styles: Sequence[Style]
) -> list[list[Piece]]:
    """The pieces of each line; `lines` are the text of `runs` as `wrap` cuts it.

    There is a style for each run.

    Between two lines nothing is missing but blanks, so each stands where it is found first.
    """
    text = "".join(run.text for run in runs)
    ends = list(_ends(runs))
    pieces: list[list[Piece]] = []
    at = run = 0
    for line in lines:
        at = text.index(line, at)
        end = at + len(line)
        row: list[Piece] = []
        while at < end:
            while ends[run] <= at:
                run += 1
            cut = min(end, ends[run])
            row.append((text[at:cut], styles[run]))
            at = cut
        pieces.append(row or [("", styles[min(run, len(styles) - 1)])])
    return pieces


def _ends(runs: Sequence[Run]) -> Iterator[int]:
    """Where each run ends in the whole."""
    end = 0
    for run in runs:
        end += len(run.text)
        yield end
