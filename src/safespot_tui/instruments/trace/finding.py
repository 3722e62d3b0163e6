"""What a trace shows to be wrong."""

from enum import StrEnum

from msgspec import Struct


class Fault(StrEnum):
    """What can be wrong with a server, as seen from its clients, or with a client."""

    LOST = "lost"
    """The server holds something that it never told."""
    DOUBLED = "doubled"
    """The server told the same twice."""
    NO_ECHO = "no_echo"
    """The server took something from the user and did not tell it to the user's own streams."""
    WRONG_UNREAD = "wrong_unread"
    """The server counts as unread what is not, or the other way round."""
    REORDERED = "reordered"
    """The server told things in another order than it holds them in."""
    CURSOR_FORGOTTEN = "cursor_forgotten"
    """The server does not know a cursor any more that it gave a moment ago."""
    REFETCHED = "refetched"
    """The client asked again for what an event had told it."""
    HELD_TWICE = "held_twice"
    """The client holds what a message says in two places."""
    CLEARED_LATE = "cleared_late"
    """The client showed as unread what the user had opened."""
    ECHO_SHOWN = "echo_shown"
    """The client showed its own message a second time when the server told it."""
    MADE_UP = "made_up"
    """The client holds something that neither a server told nor the user wanted."""


class Finding(Struct, frozen=True):
    """One thing that is wrong."""

    fault: Fault
    about: str
    """Of what: an id, or the words of a message."""
    detail: str = ""
    """What shows it: figures, cursors, times. Technical, and in no language."""
    entry: int | None = None
    """The entry of the trace that shows it."""
