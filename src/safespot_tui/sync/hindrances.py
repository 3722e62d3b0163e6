"""Why the user cannot write, as a sentence; and what of theirs waits for when they can."""

from datetime import datetime

from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.gateway.hindrance import hindrance_words, local_moment
from safespot_tui.i18n import _
from safespot_tui.store.hindrance import hindrance_in, sanction_on
from safespot_tui.store.reader import Reader

_OF_THE_PLACE = {HindranceKind.LOCKED, HindranceKind.OBSERVING}


def why_silent(store: Reader, conversation_id: ConversationId, now: datetime) -> SafeText:
    """Why the user cannot write in a conversation; empty if they can."""
    hindrance = hindrance_in(store, conversation_id, now)
    return SafeText("") if hindrance is None else hindrance_words(hindrance, now)


def why_silent_here(store: Reader, conversation_id: ConversationId, now: datetime) -> SafeText:
    """The same where it is the conversation's doing, and not something laid upon the user."""
    hindrance = hindrance_in(store, conversation_id, now)
    if hindrance is None or hindrance.kind not in _OF_THE_PLACE:
        return SafeText("")
    return hindrance_words(hindrance, now)


def why_silent_anywhere(store: Reader, now: datetime) -> SafeText:
    """The same where it is laid upon the user."""
    hindrance = sanction_on(store.account, now)
    return SafeText("") if hindrance is None else hindrance_words(hindrance, now)


def laid_words(hindrance: Hindrance, now: datetime) -> SafeText:
    """What is laid upon somebody else."""
    until = "?" if hindrance.until is None else local_moment(hindrance.until, now)
    suspended = hindrance.kind is HindranceKind.SUSPENDED
    form = (
        _("Suspended until {until}: {reason}") if suspended else _("Muted until {until}: {reason}")
    )
    return safe_line(form.format(until=until, reason=hindrance.reason))


def moment_words(moment: datetime, now: datetime) -> str:
    """A moment to the minute where the user is; its day unless that is today."""
    return local_moment(moment, now)


def is_said(intent: Intent) -> bool:
    """Whether others hear of it as of something new.

    Days later it would be a surprise, to who said it as well: what is refused is not said by
    itself. The rest is as true when it may be done as it was when it was wanted.
    """
    match intent:
        case SendMessage() | EditMessage() | React() | PinMessage():
            return True
        case DeleteMessage() | StarMessage() | MarkRead() | SetFlags():
            return False
