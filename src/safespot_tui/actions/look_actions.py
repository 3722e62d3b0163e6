"""What can be done with how things look."""

from safespot_tui.actions.action import Action, Handler, Place, Section
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_


async def _choose_theme(context: ActionContext) -> None:
    await context.surface.choose_theme()


async def _emoji_mode(context: ActionContext) -> None:
    context.surface.next_emoji_mode()


async def _redraw(context: ActionContext) -> None:
    context.surface.redraw()


async def _zoom(context: ActionContext) -> None:
    context.surface.zoom()


def _resize(steps: int) -> Handler:
    async def handler(context: ActionContext) -> None:
        context.surface.resize_inbox(steps)

    return handler


LOOK_ACTIONS = (
    Action(
        id="app.choose_theme",
        section=Section.APP,
        title=N_("Colours…"),
        help=N_("Chooses among all themes, and shows each while you choose."),
        keys={Place.INBOX: ("T",), Place.MESSAGE: ("T",)},
        handler=_choose_theme,
        drawn=True,
    ),
    Action(
        id="app.emoji_mode",
        section=Section.APP,
        title=N_("Emoji as they are, in words or in ASCII"),
        help=N_(
            "For terminals on which emoji or frames break the lines; the choice is remembered."
        ),
        keys={Place.INBOX: ("E",), Place.MESSAGE: ("E",)},
        handler=_emoji_mode,
        drawn=True,
    ),
    Action(
        id="app.redraw",
        section=Section.APP,
        title=N_("Draw the screen anew"),
        help=N_("Mends what another program, or the line, has left on the screen."),
        keys={Place.ANYWHERE: ("ctrl+l",)},
        handler=_redraw,
        drawn=True,
    ),
    Action(
        id="app.zoom",
        section=Section.APP,
        title=N_("One pane or two"),
        help=N_(
            "Gives the conversation all the room, or shows the inbox, or the others of the wall, "
            "beside it again."
        ),
        keys={Place.ANYWHERE: ("alt+0",), Place.WALL: ("0",)},
        handler=_zoom,
        drawn=True,
    ),
    Action(
        id="inbox.wider",
        section=Section.INBOX,
        title=N_("Wider inbox"),
        help=N_("Gives the inbox more columns; the choice is remembered."),
        keys={Place.INBOX: ("greater_than_sign",)},
        handler=_resize(1),
        drawn=True,
    ),
    Action(
        id="inbox.narrower",
        section=Section.INBOX,
        title=N_("Narrower inbox"),
        help=N_("Gives the conversation more columns; the choice is remembered."),
        keys={Place.INBOX: ("less_than_sign",)},
        handler=_resize(-1),
        drawn=True,
    ),
)
