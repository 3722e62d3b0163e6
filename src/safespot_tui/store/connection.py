"""What is known of the way to the server."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.text import SafeText


class ConnectionState(StrEnum):
    """What is known of the way to the server.

    ::

        offline ──▶ connecting ──▶ catching_up ──▶ live
           ▲            │               │            │
           └────────────┴───────────────┴────────────┘  the stream broke: wait, then try again

        any of them ──▶ suspended       moderators let the user do nothing for a time
        any of them ──▶ logged_out      the token is not good any more: only the user can help
    """

    OFFLINE = "offline"
    CONNECTING = "connecting"
    CATCHING_UP = "catching_up"
    LIVE = "live"
    SUSPENDED = "suspended"
    LOGGED_OUT = "logged_out"

    @property
    def is_away(self) -> bool:
        """Whether nobody is spoken to, and nobody is being called."""
        return self in _AWAY


_AWAY = frozenset({ConnectionState.OFFLINE, ConnectionState.SUSPENDED, ConnectionState.LOGGED_OUT})


class Connection(Struct, frozen=True):
    """The state, why it is so, and what the user may want to know of it."""

    state: ConnectionState = ConnectionState.OFFLINE
    reason: SafeText = SafeText("")
    """The last failure, as a sentence; empty when live."""
    heard_at: datetime | None = None
    """When the server last gave a sign of life before this was so; not renewed with each one."""
    retry_at: datetime | None = None
    """When the next attempt is made, while offline or suspended."""
    throttled_until: datetime | None = None
    """Until when the server takes no more requests; in the past, or None, if it takes them."""

    @property
    def tells_presence(self) -> bool:
        """Whether somebody is there to say who comes and goes.

        A server names everybody who is online at the beginning of a stream, so nothing that was
        known before is needed.
        """
        return not self.state.is_away
