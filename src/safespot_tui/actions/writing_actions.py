"""What helps while a message is written."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.objections import no_conversation
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _


async def _emoji(context: ActionContext) -> None:
    emoji = await context.surface.pick_emoji(_("Emoji"))
    if emoji is not None and context.conversation_id is not None:
        context.surface.write(context.conversation_id, emoji)


async def _editor(context: ActionContext) -> None:
    if context.conversation_id is not None:
        await context.surface.write_outside(context.conversation_id)


WRITING_ACTIONS = (
    Action(
        id="writing.emoji",
        section=Section.CONVERSATION,
        title=N_("Emoji…"),
        help=N_("Finds an emoji by name and writes it. While you write, :smile: does so, too."),
        keys={Place.ANYWHERE: ("ctrl+t",)},
        handler=_emoji,
        objection=no_conversation,
    ),
    Action(
        id="writing.editor",
        section=Section.CONVERSATION,
        title=N_("Write in your editor"),
        help=N_("Opens what you are writing in $VISUAL or $EDITOR, and takes it back from there."),
        keys={Place.ANYWHERE: ("f12",)},
        handler=_editor,
        objection=no_conversation,
        drawn=True,
    ),
)
