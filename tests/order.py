"""Which tests are begun first, so that no core waits for the last one."""

from collections.abc import Iterable

import pytest

DEAREST = (
    "tests/convergence/test_convergence_machine.py",
    "tests/hostile/test_secrets.py",
    "tests/tui/screenshots/test_golden.py",
    "tests/e2e/test_shift.py",
    "tests/server/test_schemathesis.py",
    "tests/server/cluster/test_presence.py",
    "tests/hostile/test_screen.py",
    "tests/chaos/test_chaos.py",
    "tests/windows/test_day.py",
)
"""Files with a test that takes ten seconds or more, the longest first."""


def dearest_first(items: Iterable[pytest.Item], workers: int) -> list[pytest.Item]:
    """In an order of which the first, second … of as many parts as workers begin with the dearest.

    A worker gets such a part, and takes from the end of another one's when it is done.
    """
    ranks = {file: rank for rank, file in enumerate(DEAREST)}
    dear: list[pytest.Item] = []
    rest: list[pytest.Item] = []
    for item in items:
        (dear if _file(item) in ranks else rest).append(item)
    dear.sort(key=lambda item: ranks[_file(item)])
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        begin, end = (len(rest) * each // workers for each in (worker, worker + 1))
        ordered += [*dear[worker::workers], *rest[begin:end]]
    return ordered


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
