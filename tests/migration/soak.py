"""The migration at length: under traffic and killed, then with a million messages.

python -m tests.migration.soak [--messages 1000000] [--kills 20] [--seed 1]
"""

import argparse
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from safespot_tui.migration import steps
from safespot_tui.migration.database import Database
from safespot_tui.migration.progress import Progress
from tests.postgres.cluster import Cluster

from .old_chat import OldServer
from .traffic import Journey

_PEOPLE = """
INSERT INTO anonymous_users
SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'vecino ' || n
FROM generate_series(1, {people}) n
"""
_ROOMS = """
INSERT INTO chat_rooms (id, participant_a, participant_b, created_at)
SELECT gen_random_uuid(), ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
    ('00000000-0000-4000-8000-' || lpad((n % {people} + 1)::text, 12, '0'))::uuid, '2025-01-01'
FROM generate_series(1, {people}) n
"""
_MESSAGES = """
INSERT INTO chat_messages (room_id, sender_id, content, created_at, is_read, is_delivered)
SELECT id, CASE WHEN n % 2 = 0 THEN participant_a ELSE participant_b END,
    'mensaje número ' || n || ' de esta sala', '2025-01-01'::timestamptz + n * interval '7 seconds',
    n < {each}, true
FROM chat_rooms, generate_series(1, {each}) n
"""


_MOST_GROWTH = 8
"""MB; of what grows with the rows, a thousandth of the bytes of a million would be more."""


def main() -> None:
    """Do both, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cluster = Cluster()
    try:
        if options.kills:
            with cluster.empty_database() as url:
                _under_traffic(url, options.kills, options.seed)
        with cluster.empty_database() as url:
            _many(url, options.messages)
    finally:
        cluster.close()


def _under_traffic(url: str, kills: int, seed: int) -> None:
    print(f"traffic: seed {seed}", flush=True)
    journey = Journey(url, pairs=20, before=2_000, kills=kills, seed=seed)
    written = journey.travel()
    journey.check()
    print(f"traffic: {written} written, {journey.killed} kills, 0 lost, 0 doubled", flush=True)


def _many(url: str, messages: int) -> None:
    old = OldServer(url)
    old.make_tables()
    people = max(messages // 100, 2)
    for statement in (_PEOPLE, _ROOMS, _MESSAGES):
        old.ask(statement.format(people=people, each=messages // people))
    old.ask("ANALYZE")
    database = Database(url)
    memory = Memory()
    began = time.monotonic()
    _timed("expand", lambda: steps.expand(database))
    seconds = _timed("backfill", lambda: steps.backfill(database, memory.watch))
    print(f"backfill: {messages / seconds:.0f} messages a second; {memory}", flush=True)
    memory.require_flat()
    for step in ("verify", "switch", "verify", "switch", "verify"):
        if step == "verify":
            memory = Memory()
            seconds = _timed(step, partial(_require_clean, database, memory))
            print(f"verify: {messages / seconds:.0f} messages a second; {memory}", flush=True)
            memory.require_flat()
        else:
            _timed(step, lambda: steps.switch(database))
    _timed("contract", lambda: steps.contract(database, drop_legacy=True))
    print(f"{messages} messages, to the end in {time.monotonic() - began:.0f} s", flush=True)


def _timed(step: str, take: Callable[[], object]) -> float:
    began = time.monotonic()
    take()
    seconds = time.monotonic() - began
    print(f"{step}: {seconds:.2f} s", flush=True)
    return seconds


def _require_clean(database: Database, memory: "Memory") -> None:
    verdict = steps.verify(database, memory.watch)
    assert verdict.clean, verdict


class Memory:
    """What this process holds while a step goes on, in MB."""

    def __init__(self) -> None:
        self._seen: list[float] = []

    def watch(self, progress: Progress) -> None:
        """Look again, and show how far the step is."""
        self._seen.append(_megabytes())
        done = f"{progress.done}/{progress.total}"
        print(f"  {done} {progress.rate:.0f}/s {self._seen[-1]:.1f} MB", flush=True)

    def __str__(self) -> str:
        tenths = [self._seen[len(self._seen) * tenth // 10] for tenth in range(10)]
        return "MB at each tenth: " + " ".join(f"{seen:.0f}" for seen in tenths)

    def require_flat(self) -> None:
        """It must not grow with what is copied: once it is under way it stays as it is."""
        underway = self._seen[len(self._seen) // 10 :]
        assert underway[-1] - underway[0] < _MOST_GROWTH, str(self)


def _megabytes() -> float:
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return resident * resource.getpagesize() / (1 << 20)


if __name__ == "__main__":
    main()
