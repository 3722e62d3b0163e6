"""How busy the connections of this process to its database are."""

from msgspec import Struct


class Pool(Struct):
    """Connections for transactions, and how many transactions there are for them.

    Counted in the event loop, by those who wait for a result: one that nobody waits for any more is
    not counted, though it may still run.
    """

    size: int
    asked: int = 0
    """Transactions that are under way, or wait for a connection."""

    @property
    def in_use(self) -> int:
        """Connections that are busy."""
        return min(self.asked, self.size)

    @property
    def waiting(self) -> int:
        """Transactions for which there is no connection yet."""
        return max(0, self.asked - self.size)
