"""Measure, and print the table; `--readme` also writes it into the README files."""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from bench.cases import idle, keys, live, opening, peers, rows, search, start, store
from bench.figure import Figure, as_markdown
from bench.home import ROOT, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood

_TABLE = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def main() -> int:
    """Give 1 where a promised ratio is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="write the table into the READMEs")
    options = parser.parse_args()
    figures: list[Figure] = [*store.measure()]
    absent: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        homes = Homes(Path(folder))
        neighbourhood = Neighbourhood()
        furnished = homes.furnished(neighbourhood)
        newest = neighbourhood.users[0].alias
        figures += start.measure(environment(furnished), newest)
        figures += keys.measure(environment(furnished), newest)
        figures += idle.measure(environment(furnished), newest)
        figures += opening.measure(homes)
        figures += live.measure(homes)
        figures += search.measure(Path(folder) / "search")
        figures += rows.measure(homes)
        figures += peers.measure(absent)
    table = as_markdown(figures)
    print(table)
    if absent:
        print(f"\nNot measured beside us, because not here or not ready: {', '.join(absent)}.")
    if options.readme:
        for readme in ROOT.glob("README*.md"):
            text = readme.read_text(encoding="utf-8")
            readme.write_text(_TABLE.sub(rf"\1{table}\n\2", text), encoding="utf-8")
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
