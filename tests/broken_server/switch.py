"""What can be made wrong with a server."""

from enum import StrEnum

from safespot_tui.instruments.trace.finding import Fault


class Switch(StrEnum):
    """A fault, about messages that have the mark."""

    LOSES = "loses"
    """No stream and no log tells anybody of it but who wrote it; a history has it."""
    DOUBLES = "doubles"
    """It is told twice."""
    WITHHOLDS_ECHO = "withholds-echo"
    """It is not told to who wrote it."""
    MISCOUNTS = "miscounts"
    """Where it is the last one, one message more is unread than there is."""
    REORDERS = "reorders"
    """The next one is told before it."""
    FORGETS = "forgets"
    """A cursor behind it is not known when it is first gone on from; each one once."""


FAULTS = {
    Switch.LOSES: Fault.LOST,
    Switch.DOUBLES: Fault.DOUBLED,
    Switch.WITHHOLDS_ECHO: Fault.NO_ECHO,
    Switch.MISCOUNTS: Fault.WRONG_UNREAD,
    Switch.REORDERS: Fault.REORDERED,
    Switch.FORGETS: Fault.CURSOR_FORGOTTEN,
}
"""What each has to be called."""
