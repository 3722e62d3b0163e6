"""What commands print: for people aligned and in their language, for programs as JSON.

Only `SafeText` and our own words may be printed; JSON holds the same safe texts.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from safespot_tui.domain.text import safe_line, safe_text

_GAP = "  "
_OBEYED_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\U000e0000-\U000e007f]"
)
"""What JSON may hold as it is, and a terminal would obey. Below U+0020 it is escaped anyway."""


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line, at once, whoever reads it.

    What came from the command line or a file goes the same way as what a server told: written as
    an escape, it is the same to a program, and nothing to a terminal.
    """
    line = msgspec.json.encode(value)
    if not line.isascii():
        line = _OBEYED_IN_JSON.sub(_escaped, line.decode()).encode()
    sys.stdout.buffer.write(line.replace(b"\x7f", b"\\u007f") + b"\n")
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


def _escaped(match: "re.Match[str]") -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
