"""What one call of `Store.apply` did."""

from msgspec import Struct

from safespot_tui.domain.ids import MessageId
from safespot_tui.store.keys import Key


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
