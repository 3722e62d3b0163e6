"""What an operator may set, and limits that only the server knows."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from safespot_tui.contract import limits
from safespot_tui.domain.delivery import MOST_TOLD_OF_READING
from safespot_tui.server.auth.rates import RATES, Asked, Rate

MAX_STREAMS_PER_USER = 10
MAX_GROUP_MEMBERS = 1_000
LOG_ABOVE = 50
"""Members that are each told in their own log; with more, a conversation has one for all."""
LARGE_ABOVE = MOST_TOLD_OF_READING
"""Members that are each told how far the others have read."""
MAX_LOGS_PER_USER = 200
"""Of conversations, that one cursor has places for: ten bytes each. In any more of them their user
is told as in those without."""
MAX_SNOOZE = timedelta(days=366)
"""How long a case may be put away."""
MAX_REACTIONS_PER_USER = 20
"""Different emojis that one person may put on one message."""

MAX_UNSENT_IMAGES = 20
"""Uploaded by one person and not in any message yet."""
MAX_IMAGE_BYTES_PER_USER = 500 * 1024 * 1024
UNSENT_IMAGE_HOURS = 24
"""How long an image waits for its message."""

EVENTS_PER_BATCH = 64
BYTES_PER_BATCH = 32 * 1024
"""A batch ends with the event that exceeds this: it is what a stalled reader costs."""
EVENT_DAYS = 30
"""How long an event can be resumed from; an older cursor is answered with `reset`."""

PRUNE_SECONDS = 3_600.0

DATABASE_AGAIN_SECONDS = 1.0
"""After so long, work that nobody waits for asks again a database that was not there."""


class Settings(Struct, frozen=True):
    """How one server behaves."""

    heartbeat_seconds: float = limits.HEARTBEAT_SECONDS
    stall_seconds: float = 10.0
    """A stream whose reader accepts nothing for this long is dropped."""
    max_streams_per_user: int = MAX_STREAMS_PER_USER
    log_above: int = LOG_ABOVE
    """See `LOG_ABOVE`; what has a log keeps it. What is large has one in any case."""
    large_above: int = LARGE_ABOVE
    """See `LARGE_ABOVE`; what is large stays so."""
    rates: Mapping[Asked, Rate] = field(default_factory=lambda: RATES)
    metrics_token: str = ""
    """Whoever has it may see the metrics from another machine; empty: nobody has it."""
