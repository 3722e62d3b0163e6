"""What commands print: for people aligned and in their language, for programs as JSON.

Only `SafeText` and our own words may be printed; JSON holds the same safe texts.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from safespot_tui.domain.json_text import harmless
from safespot_tui.domain.text import safe_line, safe_text

_GAP = "  "


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line, at once, whoever reads it.

    What came from the command line or a file goes the same way as what a server told: written as
    an escape, it is the same to a program, and nothing to a terminal.
    """
    sys.stdout.buffer.write(harmless(msgspec.json.encode(value)) + b"\n")
    sys.stdout.buffer.flush()


def print_columns(rows: Iterable[Sequence[str]]) -> None:
    """Rows with their columns under each other; nothing after the last one."""
    # Rich is on board with Textual and knows how wide an emoji is.
    from rich.cells import cell_len

    table = [[safe_line(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for row in table:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        )
        print(_GAP.join(padded).rstrip())


def print_problem(sentence: str) -> None:
    """A sentence on stderr, where it does not mix with what was asked for.

    It may quote the command line, which a script may have filled with what a stranger wrote.
    """
    print(safe_text(sentence), file=sys.stderr, flush=True)


def short_time(moment: datetime | None, now: datetime) -> str:
    """When something was, in the user's time zone and no more precise than needed."""
    if moment is None:
        return ""
    local = moment.astimezone()
    return f"{local:%H:%M}" if local.date() == now.astimezone().date() else f"{local:%Y-%m-%d}"
