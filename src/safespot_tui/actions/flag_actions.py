"""What anybody can do about what should not be here: tell the moderators."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.objections import (
    either,
    no_conversation,
    no_message,
    not_sent_yet,
    selected_message,
)
from safespot_tui.actions.persons import person_meant
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.case import Flagged
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


async def _flag_message(context: ActionContext) -> None:
    message = selected_message(context)
    if message is not None and message.sender_id is not None:
        about = Flagged(message.sender_id, message.id)
        await _flag(context, message.conversation_id, about, _("Report this message"))


async def _flag_person(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    user = await person_meant(context, _("Whom do you want to report?"))
    if user is not None and conversation_id is not None:
        question = _("Report {name}").format(name=user.alias)
        await _flag(context, conversation_id, Flagged(user.id), question)


async def _flag(
    context: ActionContext, conversation_id: ConversationId, about: Flagged, question: str
) -> None:
    # One for all attempts: what arrived although no answer came is not reported twice.
    flag_id = context.messenger.new_flag()

    async def send(reason: SafeText) -> None:
        await context.messenger.flag(conversation_id, flag_id, about, reason)

    if await context.surface.ask_reason(
        question,
        _("The moderators see this conversation and what you write here. Nobody else is told."),
        send,
    ):
        context.surface.tell(_("Reported. The moderators will look at it."))


def _own_words(context: ActionContext) -> str:
    """One reports others."""
    message = selected_message(context)
    if message is not None and message.sender_id == context.store.me:
        return _("You wrote this yourself.")
    return ""


FLAG_ACTIONS = (
    Action(
        id="message.flag",
        section=Section.MESSAGE,
        title=N_("Report the message to the moderators…"),
        help=N_("Tells the moderators what is wrong with the selected message. Only they see it."),
        keys={Place.MESSAGE: ("exclamation_mark",)},
        handler=_flag_message,
        objection=either(no_message, not_sent_yet, _own_words),
        needs=(Capability.FLAGS,),
    ),
    Action(
        id="conversation.flag",
        section=Section.CONVERSATION,
        title=N_("Report somebody to the moderators…"),
        help=N_(
            "Tells the moderators of somebody in the conversation, or of who wrote the selected "
            "message. Only they see it."
        ),
        keys={Place.ANYWHERE: ("alt+shift+r",)},
        handler=_flag_person,
        objection=no_conversation,
        needs=(Capability.FLAGS,),
    ),
)
