"""Whether a message is worth a notice, and why not: from facts alone, so that a table tests it.

::

    arrival ──▶ own? started? read? muted? rule? ──▶ nothing
                   │
                   ▼
               do not disturb? on the screen and looked at? ──▶ nothing
                   │
                   ▼
               looking at another conversation ──▶ bell
               looking elsewhere, or nobody knows ──▶ notice (and bell)
"""

from enum import StrEnum

from msgspec import Struct

from safespot_tui.config.settings import Notify


class Focus(StrEnum):
    """Where the user looks."""

    HERE = "here"
    AWAY = "away"
    UNKNOWN = "unknown"
    """The terminal does not say: many do not, nor does tmux unless it is told to."""


class Arrival(Struct, frozen=True):
    """What is known of a message by the time the user could be told of it."""

    own: bool = False
    before_start: bool = False
    """It was waiting at the server when the program started."""
    read: bool = False
    """Here or in another window."""
    shown: bool = False
    """Its conversation is on the screen."""
    muted: bool = False
    mention: bool = False
    hit: bool = False
    """Whether it hits a watch rule of which the user wants to be told."""
    rule: Notify = Notify.ALL
    """What the user said of its conversation."""


class Attention(Struct, frozen=True):
    """What the user is up to."""

    focus: Focus = Focus.AWAY
    do_not_disturb: bool = False


class Signal(StrEnum):
    """How the user is told."""

    NOTHING = "nothing"
    BELL = "bell"
    NOTICE = "notice"


class Reason(StrEnum):
    """Why so."""

    OWN = "own"
    BEFORE_START = "before start"
    READ = "read"
    MUTED = "muted"
    RULE = "rule"
    DO_NOT_DISTURB = "do not disturb"
    ON_SCREEN = "on screen"
    LOOKING = "looking at another conversation"
    NOT_LOOKING = "not looking"


class Decision(Struct, frozen=True):
    """How the user is told of a message, and why."""

    signal: Signal
    reason: Reason


def decide(arrival: Arrival, attention: Attention) -> Decision:
    """What a message is worth now. What is said first is the reason."""
    against = (
        (arrival.own, Reason.OWN),
        (arrival.before_start, Reason.BEFORE_START),
        (arrival.read, Reason.READ),
        (arrival.muted, Reason.MUTED),
        (not _is_wanted(arrival), Reason.RULE),
        (attention.do_not_disturb, Reason.DO_NOT_DISTURB),
        (arrival.shown and attention.focus is not Focus.AWAY, Reason.ON_SCREEN),
    )
    for holds, reason in against:
        if holds:
            return Decision(Signal.NOTHING, reason)
    if attention.focus is Focus.HERE:
        return Decision(Signal.BELL, Reason.LOOKING)
    return Decision(Signal.NOTICE, Reason.NOT_LOOKING)


def _is_wanted(arrival: Arrival) -> bool:
    match arrival.rule:
        case _ if arrival.hit:
            return True
        case Notify.ALL:
            return True
        case Notify.MENTIONS:
            return arrival.mention
        case Notify.NONE:
            return False
