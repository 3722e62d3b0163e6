"""Measure the bundled backend over loopback, each part in a process of its own.

What is compared with: the deployed server, one process, sending one after the other into a room
with so many open streams.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.figure import Figure, as_markdown
from bench.server.cases import delivery, growth, sending, stalled
from bench.server.program import allow_many_files

CASES: dict[str, Callable[[str], Sequence[Figure]]] = {
    "sending": sending.measure,
    "delivery": delivery.measure,
    "stalled": stalled.measure,
    "growth": growth.measure,
}


def main() -> int:
    """Give 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.server", description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(CASES)}; all if none is named")
    options = parser.parse_args()
    if unknown := set(options.cases) - CASES.keys():
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    allow_many_files()
    figures: list[Figure] = []
    for name, measure in CASES.items():
        if not options.cases or name in options.cases:
            with tempfile.TemporaryDirectory() as folder:
                figures += measure(f"sqlite:///{Path(folder) / 'server.db'}")
    print(as_markdown(figures))
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
