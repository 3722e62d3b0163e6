"""Sending messages on."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.capabilities import missing_words
from safespot_tui.actions.objections import either, no_message, not_sent_yet
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.user import User
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


async def _forward(context: ActionContext) -> None:
    chosen = await context.surface.switch(_("Forward to"))
    match chosen:
        case None:
            return
        case User():
            conversation_id = await context.messenger.create_dm(chosen.id)
        case _:
            conversation_id = chosen
    for message in _to_forward(context):
        await context.messenger.forward(message.id, conversation_id)
    title = context.store.title(conversation_id)
    context.surface.tell(_("Forwarded to {title}.").format(title=title))


def _to_forward(context: ActionContext) -> list[Message]:
    """The selected messages that somebody wrote and that are still there."""
    messages = (context.store.message(message_id) for message_id in context.message_ids)
    return [m for m in messages if m is not None and m.deleted_at is None]


def _no_images(context: ActionContext) -> str:
    """Images go only where a server takes them."""
    images = any(message.type is MessageType.IMAGE for message in _to_forward(context))
    if images and Capability.IMAGES not in context.messenger.capabilities:
        return missing_words(Capability.IMAGES)
    return ""


FORWARD_ACTIONS = (
    Action(
        id="message.forward",
        section=Section.MESSAGE,
        title=N_("Forward…"),
        help=N_("Sends the selected messages on to another conversation."),
        keys={Place.MESSAGE: ("f",)},
        handler=_forward,
        objection=either(no_message, not_sent_yet, _no_images),
    ),
)
