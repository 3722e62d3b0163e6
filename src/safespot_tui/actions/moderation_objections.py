"""Why a moderator cannot act here. That nobody else can is said by the capability they need."""

from safespot_tui.actions.objections import no_conversation, selected_message
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.member import Member
from safespot_tui.domain.user import User
from safespot_tui.i18n import _


def nowhere(context: ActionContext) -> str:
    """A conversation is needed, be it one that the moderator is not in."""
    conversation_id = context.conversation_id
    if conversation_id is not None and context.store.case(conversation_id) is not None:
        return ""
    return no_conversation(context)


def own_message(context: ActionContext) -> str:
    """What one wrote oneself is deleted, not removed."""
    message = selected_message(context)
    if message is not None and message.sender_id == context.store.me:
        return _("This is your own message: delete it as everybody does.")
    return ""


def locked_already(context: ActionContext) -> str:
    """What is locked cannot be locked."""
    known = _conversation(context)
    return _("This conversation is locked.") if known is not None and known.lock else ""


def not_locked(context: ActionContext) -> str:
    """What is not locked cannot be unlocked."""
    known = _conversation(context)
    return _("This conversation is not locked.") if known is not None and not known.lock else ""


def known_as_two(context: ActionContext) -> str:
    """Between two, nobody is added or removed."""
    known = _conversation(context)
    if known is not None and known.type is not ConversationType.GROUP:
        return _("This is a conversation between two: nobody can be added or removed.")
    return ""


def is_open(context: ActionContext) -> str:
    """What one is in, or observes, needs no opening."""
    own = _own(context)
    if own is None:
        return ""
    if own.role.takes_part:
        return _("You are in this conversation: what you do here is seen as anybody's.")
    return _("You are observing this conversation already.")


def not_observing(context: ActionContext) -> str:
    """One stops what one does."""
    own = _own(context)
    if own is not None and not own.role.takes_part:
        return ""
    return _("You are not observing this conversation.")


def whose_equal(context: ActionContext, user: User) -> str:
    """Moderators act against moderators only as admins, as far as is known who moderates."""
    if user.id == context.store.me:
        return _("You cannot do that to yourself.")
    moderators = {each.id for each in context.messenger.triage.moderators}
    if user.id in moderators and not context.store.account.standing.operates:
        return _("{name} moderates, too: only an admin can do that.").format(name=user.alias)
    return ""


def _conversation(context: ActionContext) -> Conversation | None:
    known = context.conversation_id
    return context.store.conversation(known) if known is not None else None


def _own(context: ActionContext) -> Member | None:
    known = context.conversation_id
    return context.store.own(known) if known is not None else None
