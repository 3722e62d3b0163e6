"""Measure the bundled backend over loopback, each part in a process of its own.

On SQLite and on PostgreSQL, in one run: the set-up of the tests brings one, unless
`SAFESPOT_TEST_DATABASE_URL` names another. Both wait for the disk at each commit. What it is
compared with: the deployed server, one process, sending one message after the other into a room
with so many open streams.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bench.figure import Figure, as_markdown
from bench.server.cases import delivery, growth, sending, stalled
from bench.server.program import allow_many_files
from tests.postgres.cluster import Cluster

CASES: dict[str, Callable[[str], Sequence[Figure]]] = {
    "sending": sending.measure,
    "delivery": delivery.measure,
    "stalled": stalled.measure,
    "growth": growth.measure,
}
Databases = Callable[[], AbstractContextManager[str]]
"""Each call lends an empty database, at its address."""

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


def main() -> int:
    """Give 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.server", description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(CASES)}; all if none is named")
    parser.add_argument("--engine", choices=(SQLITE, POSTGRESQL), help="only this one")
    options = parser.parse_args()
    if unknown := set(options.cases) - CASES.keys():
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    allow_many_files()
    figures: list[Figure] = []
    engines = {SQLITE: _on_sqlite, POSTGRESQL: _on_postgresql}
    for engine, databases in engines.items():
        if options.engine in (None, engine):
            with databases() as fresh:
                for name in options.cases or CASES:
                    with fresh() as url:
                        figures += [
                            figure._replace(name=f"{engine}: {figure.name}")
                            for figure in CASES[name](url)
                        ]
    print(as_markdown(figures))
    return 0 if all(figure.is_kept for figure in figures) else 1


@contextmanager
def _on_sqlite() -> Generator[Databases]:
    @contextmanager
    def fresh() -> Generator[str]:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'server.db'}"

    yield fresh


@contextmanager
def _on_postgresql() -> Generator[Databases]:
    cluster = Cluster(durable=True)
    try:
        yield cluster.database
    finally:
        cluster.close()


if __name__ == "__main__":
    sys.exit(main())
