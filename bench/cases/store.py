"""How many facts a second the store obeys, with 1,000 conversations in it."""

import time
from collections.abc import Sequence

from bench.figure import Figure
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from safespot_tui.domain.event import Entities, MessageCreated
from safespot_tui.store.patch import Restored
from safespot_tui.store.store import Store

FACTS = 20_000


def measure(_: Homes) -> Sequence[Figure]:
    """New messages by others into one conversation, one batch each, with somebody watching."""
    neighbourhood = Neighbourhood(messages=FACTS + 1_000)
    store = Store()
    first, *rest = neighbourhood.messages(0)
    last = [first, *(message for n in range(1, 1_000) for message in neighbourhood.messages(n))]
    parts = [neighbourhood.conversation(n, message) for n, message in enumerate(last)]
    store = Store()
    store.apply(
        Restored(
            neighbourhood.me,
            Entities(
                conversations=tuple(one for part in parts for one in part.conversations),
                members=tuple(member for part in parts for member in part.members),
                messages=tuple(last),
                users=tuple(user for part in parts for user in part.users),
            ),
        )
    )
    seen = 0

    def count(_: object) -> None:
        nonlocal seen
        seen += 1

    store.watch_all(count)
    started = time.perf_counter()
    for message in rest[:FACTS]:
        store.apply(MessageCreated(message))
    elapsed = time.perf_counter() - started
    if seen != FACTS:
        raise AssertionError(f"{seen} batches were told of {FACTS}")
    return [Figure("store: facts obeyed", FACTS / elapsed, "/s")]
