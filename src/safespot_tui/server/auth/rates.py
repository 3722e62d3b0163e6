"""How much one user may ask, by what is asked."""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from safespot_tui.server.auth.throttle import Throttle
from safespot_tui.server.errors import too_many


class Asked(StrEnum):
    """What is counted, each by itself; `EVERYTHING` is every request."""

    EVERYTHING = "everything"
    SENDS = "sends"
    CONVERSATIONS = "conversations"
    UPLOADS = "uploads"
    SEARCHES = "searches"
    TYPING = "typing"
    FLAGS = "flags"
    REGISTRATIONS = "registrations"
    """Of one address: whoever registers is nobody yet."""


class Rate(Struct, frozen=True):
    """So many at once, and then one every so many seconds."""

    at_once: int
    seconds_each: float


RATES: Mapping[Asked, Rate] = {
    Asked.EVERYTHING: Rate(2_000, 0.01),
    # Who comes back from a day without a network brings a few hundred messages.
    Asked.SENDS: Rate(500, 0.05),
    Asked.CONVERSATIONS: Rate(100, 1.0),
    Asked.UPLOADS: Rate(50, 2.0),
    # Somebody who types makes a few a second; nobody makes them for ever.
    Asked.SEARCHES: Rate(30, 0.25),
    Asked.TYPING: Rate(60, 0.2),
    # Each is somebody's work.
    Asked.FLAGS: Rate(30, 10.0),
    # A whole street may be behind one address.
    Asked.REGISTRATIONS: Rate(200, 2.0),
}
"""For people and their clients, who notice none of it."""


class RateLimits:
    """A bucket for each user and kind; what there is no rate for is not limited."""

    def __init__(
        self, rates: Mapping[Asked, Rate], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._throttles = {
            asked: Throttle(clock, free=rate.at_once, seconds_each=rate.seconds_each)
            for asked, rate in rates.items()
        }

    def require(self, asked: Asked, who: str) -> None:
        """Count one more. Raises `too_many`, which is not counted, and says how long to wait."""
        throttle = self._throttles.get(asked)
        if throttle is None:
            return
        wait = throttle.wait(who)
        if wait > 0:
            raise too_many(f"Too many {asked}.", retry_after=wait)
        throttle.count(who)
