"""The migration at length: under traffic and killed, then with a million messages.

python -m tests.migration.soak [--messages 1000000] [--kills 20] [--seed 1]
"""

import argparse
import resource
import time

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


def main() -> None:
    """Do both, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cluster = Cluster()
    try:
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
    database = Database(url)
    print("many: written", flush=True)
    steps.expand(database)
    before = _megabytes()
    began = time.monotonic()
    steps.backfill(database, _tell)
    seconds = time.monotonic() - began
    grown = _megabytes() - before
    print(
        f"many: backfilled {messages} in {seconds:.0f} s, {messages / seconds:.0f} a second, "
        f"memory of the tool grew by {grown:.1f} MB",
        flush=True,
    )
    assert grown < 30, "it should not grow with what it copies"
    began = time.monotonic()
    verdict = steps.verify(database, _tell)
    assert verdict.clean, verdict
    print(f"many: verified in {time.monotonic() - began:.0f} s", flush=True)


def _tell(progress: Progress) -> None:
    print(f"  {progress.done}/{progress.total} {progress.rate:.0f}/s", end="\r", flush=True)


def _megabytes() -> float:
    """The most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
