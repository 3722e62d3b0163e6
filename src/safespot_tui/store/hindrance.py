"""Whether the user may write in a conversation, as far as is known here."""

from datetime import datetime

from safespot_tui.domain.account import Account
from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.store.reader import Reader

_KINDS = {
    SanctionKind.SUSPENSION: HindranceKind.SUSPENDED,
    SanctionKind.MUTE: HindranceKind.MUTED,
}


def sanction_on(account: Account, now: datetime) -> Hindrance | None:
    """What is laid upon the user at a time; the graver first."""
    for kind, hindrance in _KINDS.items():
        sanction = account.sanction(kind, now)
        if sanction is not None:
            return Hindrance(hindrance, sanction.until, sanction.reason)
    return None


def hindrance_in(store: Reader, conversation_id: ConversationId, now: datetime) -> Hindrance | None:
    """Why the user cannot write in a conversation at a time; None if they can."""
    conversation, own = store.conversation(conversation_id), store.own(conversation_id)
    laid = sanction_on(store.account, now)
    if laid is not None and laid.kind is HindranceKind.SUSPENDED:
        return laid
    if own is not None and not own.role.takes_part:
        return Hindrance(HindranceKind.OBSERVING)
    if laid is None and conversation is not None and conversation.lock is not None:
        return Hindrance(HindranceKind.LOCKED, reason=conversation.lock.reason)
    return laid
