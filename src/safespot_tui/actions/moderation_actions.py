"""What moderators can do: each with a reason, and on record."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.audit_actions import AUDIT_ACTIONS
from safespot_tui.actions.moderation_objections import own_message
from safespot_tui.actions.objections import either, no_message, not_sent_yet, selected_message
from safespot_tui.actions.oversight_actions import OVERSIGHT_ACTIONS
from safespot_tui.actions.sanction_actions import SANCTION_ACTIONS
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability

MENU = (
    "moderation.remove_message",
    "moderation.mute",
    "moderation.suspend",
    "moderation.lift",
    "moderation.lock",
    "moderation.unlock",
    "moderation.members",
    "moderation.add_members",
    "moderation.remove_member",
    "moderation.observe",
    "moderation.stop_observing",
    "moderation.record",
    "audit.open",
)
"""What “Moderate…” offers, in this order."""


async def _menu(context: ActionContext) -> None:
    await context.surface.show_moderation_menu(MENU, context)


async def _remove_message(context: ActionContext) -> None:
    message = selected_message(context)
    if message is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.remove_message(message.id, reason)

    detail = _("It is gone for everybody, with your reason in its place. Nobody can bring it back.")
    if await context.surface.ask_reason(_("Remove this message"), detail, give):
        context.surface.tell(_("The message is removed."))


MODERATION_ACTIONS = (
    Action(
        id="moderation.menu",
        section=Section.CONVERSATION,
        title=N_("Moderate…"),
        help=N_(
            "All that moderators can do: to the selected message, its author, the conversation."
        ),
        keys={Place.ANYWHERE: ("alt+shift+m",)},
        handler=_menu,
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.remove_message",
        section=Section.MESSAGE,
        title=N_("Remove the message as a moderator…"),
        help=N_("Takes the selected message away for everybody, with your reason in its place."),
        keys={Place.MODERATING: ("r",)},
        handler=_remove_message,
        objection=either(no_message, own_message, not_sent_yet),
        needs=(Capability.MODERATION,),
    ),
    *SANCTION_ACTIONS,
    *OVERSIGHT_ACTIONS,
    *AUDIT_ACTIONS,
)
