"""How old is what is on the screen, while nobody can say whether it is still so."""

from safespot_tui.i18n import _
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.tui.clock import Clock

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def heard_words(connection: Connection, clock: Clock) -> str:
    """When the server was last heard of; empty while live, and where it never was."""
    if connection.state is ConnectionState.LIVE or connection.heard_at is None:
        return ""
    seconds = max(0, int((clock() - connection.heard_at).total_seconds()))
    if seconds < _MINUTE:
        return _("last heard {n} s ago").format(n=seconds)
    if seconds < _HOUR:
        return _("last heard {n} min ago").format(n=seconds // _MINUTE)
    if seconds < _DAY:
        return _("last heard {n} h ago").format(n=seconds // _HOUR)
    return _("last heard: {day}").format(day=clock.brief(connection.heard_at))


def as_of_words(connection: Connection, clock: Clock) -> str:
    """Of when a conversation is as it is shown; empty while it cannot be out of date."""
    if connection.state is ConnectionState.LIVE:
        return ""
    if connection.heard_at is not None:
        return _("as of {time}").format(time=clock.brief(connection.heard_at))
    if connection.state.is_away:
        return _("may be out of date")
    return ""
