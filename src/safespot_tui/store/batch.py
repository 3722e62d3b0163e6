"""What one call of `Store.apply` did."""

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from safespot_tui.domain.ids import MessageId
from safespot_tui.store.keys import Key
from safespot_tui.store.patch import Patch


class Batch(Struct, frozen=True):
    """What one call of `Store.apply` did."""

    keys: frozenset[Key] = frozenset()
    """The keys whose value is another than before."""
    settled: tuple[int, ...] = ()
    """Sequences of the outbox items that the server has now done."""
    arrivals: tuple[MessageId, ...] = ()
    """New messages by others that came live: what may be notified."""
    altered: tuple[MessageId, ...] = ()
    """Own messages that the server has in other words than they were sent in."""
    reset: bool = False
    """Everything that was known before is void: a snapshot replaced it."""
    patches: tuple[Patch, ...] = ()
    """What it was told."""


def merged(batches: Sequence[Batch]) -> Batch:
    """What several calls did, one after the other, as if it had been one."""
    if len(batches) == 1:
        return batches[0]
    return Batch(
        keys=frozenset[Key]().union(*(batch.keys for batch in batches)),
        settled=tuple(chain.from_iterable(batch.settled for batch in batches)),
        arrivals=tuple(chain.from_iterable(batch.arrivals for batch in batches)),
        altered=tuple(chain.from_iterable(batch.altered for batch in batches)),
        reset=any(batch.reset for batch in batches),
        patches=tuple(chain.from_iterable(batch.patches for batch in batches)),
    )
