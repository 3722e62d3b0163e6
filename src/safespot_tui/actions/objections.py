"""Why something cannot be done right now. Each gives a sentence, or nothing if it can."""

from datetime import datetime

from safespot_tui.actions.action import Objection
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.i18n import _, ngettext
from safespot_tui.sync.hindrances import why_silent
from safespot_tui.sync.messenger import Messenger


def either(*objections: Objection) -> Objection:
    """The first objection that is raised."""

    def objection(context: ActionContext) -> str:
        return next((reason for raise_ in objections if (reason := raise_(context))), "")

    return objection


def no_conversation(context: ActionContext) -> str:
    """A conversation is needed."""
    if context.conversation_id is None:
        return _("Open a conversation first.")
    if context.store.conversation(context.conversation_id) is None:
        return _("This conversation is not there any more.")
    return ""


def not_a_group(context: ActionContext) -> str:
    """A group is needed."""
    reason = no_conversation(context)
    if reason or context.conversation_id is None:
        return reason
    conversation = context.store.conversation(context.conversation_id)
    if conversation is None or conversation.type is not ConversationType.GROUP:
        return _(
            "This is a conversation between two. Only groups have members, a name and an icon "
            "that can be changed."
        )
    return ""


def not_a_manager(context: ActionContext) -> str:
    """In a group, an owner or an admin is needed."""
    conversation_id = context.conversation_id
    own = context.store.own(conversation_id) if conversation_id is not None else None
    if not_a_group(context) or own is None or own.role.manages:
        return ""
    return _("Only an owner or an admin of the group can do that.")


def not_an_owner(context: ActionContext) -> str:
    """An owner of the group is needed."""
    role = own_role(context)
    return "" if role is None or role.gives_roles else _("Only an owner of the group can do that.")


def own_role(context: ActionContext) -> Role | None:
    """What the user is in the conversation."""
    conversation_id = context.conversation_id
    own = context.store.own(conversation_id) if conversation_id is not None else None
    return own.role if own is not None else None


def nothing_pinned(context: ActionContext) -> str:
    """A message has to be pinned there."""
    conversation_id = context.conversation_id
    if conversation_id is None or context.store.pinned_message(conversation_id) is None:
        return _("No message is pinned in this conversation.")
    return ""


def selected_message(context: ActionContext) -> Message | None:
    """The message that the user has chosen, if it is still there."""
    return None if context.message_id is None else context.store.message(context.message_id)


def no_message(context: ActionContext) -> str:
    """A message has to be selected that somebody wrote."""
    message = selected_message(context)
    if message is None:
        return context.surface.how_to_choose()
    if message.type is MessageType.SYSTEM:
        return _("This line was not written by anybody.")
    if message.deleted_at is not None:
        return _("This message has been deleted.")
    return ""


def answers_nothing(context: ActionContext) -> str:
    """The message has to quote another one."""
    message = selected_message(context)
    if message is not None and message.reply_to_id is None:
        return _("This message does not quote another one.")
    return ""


def not_sent_yet(context: ActionContext) -> str:
    """The server has to have the message."""
    if context.send is not None and isinstance(context.send.intent, SendMessage):
        return _("This message has not been sent yet.")
    return ""


def on_its_way(context: ActionContext) -> str:
    """A message that the server may be getting at this moment keeps its words."""
    refused = context.send is not None and context.send.state is OutboxState.FAILED
    return "" if refused else not_sent_yet(context)


def kept_from_writing(context: ActionContext) -> str:
    """Moderators may have put something in the way."""
    if context.conversation_id is None:
        return ""
    return why_silent(context.store, context.conversation_id, context.now)


def not_own(context: ActionContext) -> str:
    """Only one's own words can be changed."""
    message = selected_message(context)
    if message is not None and message.sender_id != context.store.me:
        return _("Only the person who wrote a message can do that.")
    return ""


def not_text(context: ActionContext) -> str:
    """Only text can be edited."""
    message = selected_message(context)
    if message is not None and message.type is not MessageType.TEXT:
        return _("Only text can be edited.")
    return ""


def too_old_to_edit(context: ActionContext) -> str:
    """Some servers let a message be edited for a while only."""
    message = selected_message(context)
    if context.send is not None and isinstance(context.send.intent, SendMessage):
        return ""  # no server has it: there is nothing that could be too old
    return "" if message is None else edit_refusal(message, context.messenger, context.now)


def edit_refusal(message: Message, messenger: Messenger, now: datetime) -> str:
    """Why a message is too old to be edited at `now`; empty if it is not."""
    window = messenger.edit_window
    if window is None or now - message.created_at <= window:
        return ""
    hours = max(1, round(window.total_seconds() / 3600))
    return ngettext(
        "Too late: on this server a message can be edited for {hours} hour.",
        "Too late: on this server a message can be edited for {hours} hours.",
        hours,
    ).format(hours=hours)


def nothing_failed(context: ActionContext) -> str:
    """Something has to have failed."""
    if any(item.state is OutboxState.FAILED for item in context.store.outbox):
        return ""
    return _("Nothing has failed: there is nothing to try again.")


def nothing_pending(context: ActionContext) -> str:
    """Something has to be on its way still, or have failed."""
    if to_discard(context) is None:
        return _("Select a message that has not been sent.")
    return ""


def to_discard(context: ActionContext) -> OutboxItem | None:
    """What is on its way of the selected message, else what was just deleted, else what failed.

    What failed may be about a message that is too far back to be selected.
    """
    failed = (item for item in context.store.outbox if item.state is OutboxState.FAILED)
    return context.send or held_deletion(context) or next(failed, None)


def nothing_held(context: ActionContext) -> str:
    """A message has to have been deleted just now."""
    if held_deletion(context) is None:
        return _("No message was deleted in the last ten seconds.")
    return ""


def held_deletion(context: ActionContext) -> OutboxItem | None:
    """The deletion of the selected message that can still be taken back; else the last of all."""
    held = [item for item in context.store.outbox if item.held_for(context.now)]
    message = selected_message(context)
    own = context.store.deletion_of(message) if message is not None else None
    return own if own in held else next(reversed(held), None)
