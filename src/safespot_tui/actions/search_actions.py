"""Finding messages."""

from safespot_tui.actions.action import Action, Handler, Place, Section
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import N_, _


async def _here(context: ActionContext) -> None:
    await _search(context, context.conversation_id)


async def _everywhere(context: ActionContext) -> None:
    await _search(context, None)


async def _search(context: ActionContext, within: ConversationId | None) -> None:
    hit = await context.surface.search(within)
    if hit is not None:
        await context.surface.jump_to(hit.conversation_id, hit.id)


def _step(by: int) -> Handler:
    async def handler(context: ActionContext) -> None:
        hit = await context.surface.next_hit(by)
        if hit is None:
            context.surface.tell(_("There are no more hits."))
        else:
            await context.surface.jump_to(hit.conversation_id, hit.id)

    return handler


SEARCH_ACTIONS = (
    Action(
        id="search.here",
        section=Section.CONVERSATION,
        title=N_("Search here"),
        help=N_("Finds messages of the open conversation; pressed again, of all of them."),
        keys={Place.ANYWHERE: ("ctrl+f",)},
        handler=_here,
    ),
    Action(
        id="search.everywhere",
        section=Section.INBOX,
        title=N_("Search everywhere"),
        help=N_("Finds messages by words, from:name, in:title, before:day, has:image or has:link."),
        keys={Place.ANYWHERE: ("alt+shift+f", "alt+f"), Place.INBOX: ("f",)},
        handler=_everywhere,
    ),
    Action(
        id="search.older",
        section=Section.MESSAGE,
        title=N_("Next hit"),
        help=N_("Goes to the next message that the last search found, an older one."),
        keys={Place.MESSAGE: ("n",)},
        handler=_step(1),
    ),
    Action(
        id="search.newer",
        section=Section.MESSAGE,
        title=N_("Previous hit"),
        help=N_("Goes back to the message that the last search found before."),
        keys={Place.MESSAGE: ("N",)},
        handler=_step(-1),
    ),
)
