"""What can be done with several conversations side by side."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.objections import no_conversation
from safespot_tui.actions.surface import ActionContext
from safespot_tui.actions.wall import MOST, OnWall
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.user import User
from safespot_tui.i18n import N_, _, ngettext


async def _open(context: ActionContext) -> None:
    context.surface.show_wall()


async def _toggle(context: ActionContext) -> None:
    conversation_id, wall = context.conversation_id, context.surface.wall
    if wall is None:
        context.surface.show_wall()
    elif len(context.conversation_ids) > 1:
        _put_selected(context)
    elif conversation_id is not None and conversation_id in wall:
        context.surface.hang(tuple(each for each in wall if each != conversation_id))
        _tell_off(context, conversation_id)
    elif conversation_id is not None:
        _put(context, wall, conversation_id)


def _tell_off(context: ActionContext, conversation_id: ConversationId) -> None:
    context.surface.tell(
        _("“{title}” is off the wall.").format(title=context.store.title(conversation_id))
    )


def _put_selected(context: ActionContext) -> None:
    """In the place of what was there: several are selected to be seen together."""
    surface, selected = context.surface, context.conversation_ids
    surface.hang(tuple(selected[:MOST]))
    key, total = surface.way_to("wall.open"), len(selected)
    if total > MOST:
        sentence = _("The first {n} of the {total} selected are on the wall now. {key} shows it.")
    else:
        sentence = _("The {n} selected are on the wall now. {key} shows it.")
    surface.tell(sentence.format(n=min(total, MOST), total=total, key=key))


async def _add(context: ActionContext) -> None:
    if context.surface.wall is None:
        context.surface.show_wall()
        return
    chosen = await context.surface.switch(_("Put on the wall"))
    if chosen is None:
        return
    if isinstance(chosen, User):
        chosen = await context.messenger.create_dm(chosen.id)
    wall = context.surface.wall
    if chosen in wall:
        title = context.store.title(chosen)
        context.surface.tell(_("“{title}” is on the wall already.").format(title=title))
    else:
        _put(context, wall, chosen)


def _put(context: ActionContext, wall: OnWall, conversation_id: ConversationId) -> None:
    surface = context.surface
    if len(wall) >= MOST:
        surface.tell(_("There is room for {n} on the wall: take one off first.").format(n=MOST))
        return
    surface.hang((*wall, conversation_id))
    surface.tell(
        ngettext(
            "“{title}” is on the wall, with {n} conversation in all. {key} shows it.",
            "“{title}” is on the wall, with {n} conversations in all. {key} shows it.",
            len(wall) + 1,
        ).format(
            title=context.store.title(conversation_id),
            n=len(wall) + 1,
            key=surface.way_to("wall.open"),
        )
    )


WALL_ACTIONS = (
    Action(
        id="wall.open",
        section=Section.INBOX,
        title=N_("Wall: several side by side"),
        help=N_(
            "Shows two to six conversations side by side, live; the same again goes back. What is "
            "on it is remembered."
        ),
        keys={Place.ANYWHERE: ("alt+shift+w",)},
        handler=_open,
        drawn=True,
    ),
    Action(
        id="wall.toggle",
        section=Section.CONVERSATION,
        title=N_("Put on the wall, or take off"),
        help=N_(
            "Shows this conversation on the wall, beside others, or does so no more. Of several "
            "that are selected in the queue, a wall is made."
        ),
        keys={Place.INBOX: ("W",), Place.TRIAGE: ("W",), Place.WALL: ("minus", "delete")},
        handler=_toggle,
        objection=no_conversation,
        drawn=True,
    ),
    Action(
        id="wall.add",
        section=Section.INBOX,
        title=N_("Put another on the wall…"),
        help=N_("Finds a conversation by a few letters and puts it on the wall."),
        keys={Place.WALL: ("plus", "insert")},
        handler=_add,
        drawn=True,
    ),
)
