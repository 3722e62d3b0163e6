"""What can be done with the program itself."""

from safespot_tui.actions.action import Action, Handler, Objection, Place, Section
from safespot_tui.actions.filters import InboxFilter
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.messenger import Capability


async def _palette(context: ActionContext) -> None:
    await context.surface.show_palette()


async def _help(context: ActionContext) -> None:
    context.surface.show_help()


async def _tour(context: ActionContext) -> None:
    context.surface.begin_tour()


async def _next_pane(context: ActionContext) -> None:
    context.surface.focus_next_pane()


async def _back(context: ActionContext) -> None:
    context.surface.go_back()


async def _jump_back(context: ActionContext) -> None:
    await context.surface.jump_back()


async def _theme(context: ActionContext) -> None:
    context.surface.next_theme()


async def _quit(context: ActionContext) -> None:
    context.surface.quit()


async def _log_out(context: ActionContext) -> None:
    detail = (
        _("What you have read and written stays on this machine for when you log in again.")
        if context.email
        else _("You have no account here: without one, nobody can be you again, not even you.")
    )
    if await context.surface.confirm(_("Log out?"), detail, _("Log out")):
        await context.messenger.log_out()
        context.surface.ask_to_log_in()


async def _log_in_again(context: ActionContext) -> None:
    await context.surface.log_in_again()


def _logged_in(context: ActionContext) -> str:
    """There has to be an account to renew, or a reason to."""
    logged_out = context.store.connection.state is ConnectionState.LOGGED_OUT
    if logged_out or context.messenger.expires_at is not None:
        return ""
    return _("You are logged in, and on this server that does not end.")


def _show(chosen: InboxFilter) -> Handler:
    async def handler(context: ActionContext) -> None:
        context.surface.show_filter(chosen)

    return handler


def _filter(
    chosen: InboxFilter, key: str, title: str, help_text: str, needs: tuple[Capability, ...] = ()
) -> Action:
    return Action(
        id=f"inbox.{chosen}",
        section=Section.INBOX,
        title=title,
        help=help_text,
        keys={Place.ANYWHERE: (f"alt+{key}",), Place.INBOX: (key,)},
        handler=_show(chosen),
        needs=needs,
    )


def _show_folder(place: int) -> Handler:
    async def handler(context: ActionContext) -> None:
        folders = context.surface.folders
        if place < len(folders):
            context.surface.show_filter(folders[place])

    return handler


def _no_folder(place: int) -> Objection:
    def objection(context: ActionContext) -> str:
        """There have to be so many folders."""
        if place < len(context.surface.folders):
            return ""
        return _("You have no such folder. Folders are made in config.toml, under [folders].")

    return objection


def _folder(place: int, key: str, title: str, help_text: str) -> Action:
    return Action(
        id=f"inbox.folder_{place + 1}",
        section=Section.INBOX,
        title=title,
        help=help_text,
        keys={Place.ANYWHERE: (f"alt+{key}",), Place.INBOX: (key,)},
        handler=_show_folder(place),
        objection=_no_folder(place),
    )


APP_ACTIONS = (
    Action(
        id="app.palette",
        section=Section.APP,
        title=N_("Menu…"),
        help=N_("Finds anything that can be done, by a few letters of what it is called."),
        keys={Place.ANYWHERE: ("ctrl+p",), Place.MESSAGE: ("colon",), Place.INBOX: ("colon",)},
        handler=_palette,
        drawn=True,
    ),
    Action(
        id="app.help",
        section=Section.APP,
        title=N_("Help"),
        help=N_("Shows everything that can be done, and the keys for it."),
        keys={
            Place.ANYWHERE: ("f1",),
            Place.INBOX: ("question_mark",),
            Place.MESSAGE: ("question_mark",),
            Place.TRIAGE: ("question_mark",),
        },
        handler=_help,
    ),
    Action(
        id="app.tour",
        section=Section.APP,
        title=N_("Tour"),
        help=N_("Shows what matters most in six steps, by doing it; Esc ends it."),
        keys={Place.INBOX: ("H",)},
        handler=_tour,
    ),
    Action(
        id="app.next_pane",
        section=Section.APP,
        title=N_("Other pane"),
        help=N_(
            "Moves the keyboard between the inbox and the conversation. From the wall it opens the "
            "conversation alone."
        ),
        keys={Place.ANYWHERE: ("f6", "ctrl+o")},
        handler=_next_pane,
        drawn=True,
    ),
    Action(
        id="app.back",
        section=Section.APP,
        title=N_("Back"),
        help=N_("Leaves what is in front: a reply, a selected message, the conversation."),
        keys={Place.UNCLAIMED: ("escape",)},
        handler=_back,
    ),
    Action(
        id="app.jump_back",
        section=Section.APP,
        title=N_("Back to where I was"),
        help=N_("After going to a quoted, pinned, starred or found message: back, step by step."),
        keys={Place.ANYWHERE: ("ctrl+b",)},
        handler=_jump_back,
    ),
    _filter(InboxFilter.ALL, "1", N_("Show all"), N_("Shows the whole inbox.")),
    _filter(InboxFilter.UNREAD, "2", N_("Show unread"), N_("Shows only what has something new.")),
    _filter(
        InboxFilter.GROUPS,
        "3",
        N_("Show groups"),
        N_("Shows only groups."),
        (Capability.GROUPS,),
    ),
    _filter(
        InboxFilter.REPORTS,
        "4",
        N_("Show reports"),
        N_("Shows only conversations about a report."),
    ),
    _filter(
        InboxFilter.ARCHIVED,
        "5",
        N_("Show archived"),
        N_("Shows only what is archived."),
    ),
    _folder(0, "6", N_("Show your first folder"), N_("Shows your first folder of config.toml.")),
    _folder(1, "7", N_("Show your second folder"), N_("Shows your second folder of config.toml.")),
    _folder(2, "8", N_("Show your third folder"), N_("Shows your third folder of config.toml.")),
    Action(
        id="app.theme",
        section=Section.APP,
        title=N_("Dark or light"),
        help=N_("Changes the colours; the choice is remembered."),
        keys={Place.ANYWHERE: ("f9",)},
        handler=_theme,
        drawn=True,
    ),
    Action(
        id="app.log_in_again",
        section=Section.APP,
        title=N_("Log in again"),
        help=N_("Renews your login in place. What you wrote meanwhile is kept and goes out."),
        keys={Place.ANYWHERE: ("f5",)},
        handler=_log_in_again,
        objection=_logged_in,
    ),
    Action(
        id="app.log_out",
        section=Section.APP,
        title=N_("Log out"),
        help=N_("Ends this session on the server, after asking you. Nothing stored is lost."),
        keys={Place.ANYWHERE: ("alt+o",)},
        handler=_log_out,
    ),
    Action(
        id="app.quit",
        section=Section.APP,
        title=N_("Quit"),
        help=N_("Leaves the program. What is not sent yet goes out at the next start."),
        keys={Place.ANYWHERE: ("f10", "alt+q")},
        handler=_quit,
    ),
)
