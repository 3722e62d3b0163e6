"""Measure, and print the table: all of it, or the cases that are named.

`--readme` also writes the whole table into the README files.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.case import Case, TookTooLong, at_most
from bench.cases import (
    flood,
    idle,
    incoming,
    keys,
    opening,
    peers,
    room,
    rows,
    search,
    start,
    store,
)
from bench.figure import Figure, as_markdown
from bench.home import ROOT
from bench.homes import Homes
from bench.terminal import TimeoutExpired

MOST_SECONDS = 360
"""Of a whole run."""

CASES = (
    Case("start", start.measure, 40),
    Case("opening", opening.measure, 75),
    Case("rows", rows.measure, 40),
    Case("keys", keys.measure, 50),
    Case("incoming", incoming.measure, 45),
    Case("flood", flood.measure, 70),
    Case("idle", idle.measure, 35),
    Case("search", search.measure, 30),
    Case("store", store.measure, 15),
    Case("peers", peers.measure, 120),
    Case("room", room.measure, 600, named=True),
)
WHOLE = [case for case in CASES if not case.named]
"""What is measured where no case is named."""

_TABLE = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def main() -> int:
    """Give 1 where a promise is not kept, or something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="write the table into the READMEs")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(c.name for c in CASES))
    options = parser.parse_args()
    if unknown := set(options.cases) - {case.name for case in CASES}:
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    wanted = [case for case in CASES if case.name in options.cases] or WHOLE
    figures, failures = _measure(wanted)
    table = as_markdown(figures)
    print(table)
    for failure in failures:
        print(f"\nNot measured: {failure}")
    if options.readme and wanted == WHOLE:
        for readme in ROOT.glob("README*.md"):
            text = readme.read_text(encoding="utf-8")
            readme.write_text(_TABLE.sub(rf"\1{table}\n\2", text), encoding="utf-8")
    return 1 if failures or not all(figure.is_kept for figure in figures) else 0


def _measure(cases: Sequence[Case]) -> tuple[list[Figure], list[str]]:
    """What was measured, and what could not be, with the reason."""
    figures: list[Figure] = []
    failures: list[str] = []
    end = time.monotonic() + max(MOST_SECONDS, *(case.seconds for case in cases))
    with tempfile.TemporaryDirectory() as folder:
        homes = Homes(Path(folder))
        for case in cases:
            begun = time.monotonic()
            print(f"{case.name} …", end=" ", file=sys.stderr, flush=True)
            try:
                with at_most(min(case.seconds, max(1.0, end - begun))):
                    figures += case.measure(homes)
            except (TookTooLong, TimeoutExpired) as error:
                failures.append(f"{case.name}: {str(error).splitlines()[0]}")
            print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    return figures, failures


if __name__ == "__main__":
    sys.exit(main())
