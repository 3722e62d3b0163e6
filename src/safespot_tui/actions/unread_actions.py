"""What can be done with all that is unread."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.round import Round
from safespot_tui.actions.silent_actions import stays_unread
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import N_, _, ngettext
from safespot_tui.store.store import Store


async def _next_unread(context: ActionContext) -> None:
    surface = context.surface
    _go_on(context, surface.round or surface.begin_round(catching_up=False))


async def _catch_up(context: ActionContext) -> None:
    surface = context.surface
    walk = surface.round
    if walk is None or not walk.catching_up:
        walk = surface.begin_round(catching_up=True)
    elif walk.here is not None:
        context.messenger.mark_read(walk.here)
    _go_on(context, walk)


def _go_on(context: ActionContext, walk: Round) -> None:
    conversation_id = walk.next(context.store)
    if conversation_id is not None:
        context.surface.visit(conversation_id, walk)
    elif not walk.count:
        context.surface.tell(_("Everything is read."))
    else:
        context.surface.end_round()


def way_back_words(left: int) -> str:
    """What is said when a walk through the unread has ended; `left` conversations are unread."""
    if not left:
        return _("That was all. You are back where you were.")
    return ngettext(
        "You are back where you were. {n} conversation is still unread.",
        "You are back where you were. {n} conversations are still unread.",
        left,
    ).format(n=left)


def unread(store: Store) -> list[ConversationId]:
    """What is unread in the inbox, in its order."""
    return [
        conversation_id for conversation_id in store.inbox() if store.is_unread(conversation_id)
    ]


async def _mark_all_read(context: ActionContext) -> None:
    ids, messages = unread(context.store), context.store.unread_total.messages
    question = ngettext(
        "Mark {n} conversation as read?", "Mark {n} conversations as read?", len(ids)
    )
    detail = ngettext(
        "{n} message in it becomes read without being looked at.",
        "{n} messages in them become read without being looked at.",
        messages,
    )
    if await context.surface.confirm(
        question.format(n=len(ids)), detail.format(n=messages), _("Mark as read")
    ):
        for conversation_id in ids:
            context.messenger.mark_read(conversation_id)


def _nothing_unread(context: ActionContext) -> str:
    """Something has to be unread."""
    return stays_unread(context) if unread(context.store) else _("Everything is read.")


UNREAD_ACTIONS = (
    Action(
        id="conversation.next_unread",
        section=Section.INBOX,
        title=N_("Next unread conversation"),
        help=N_(
            "Opens the next conversation that has something new; after the last one you are back "
            "where you were. While catching up, it leaves this one unread."
        ),
        keys={Place.ANYWHERE: ("ctrl+n",)},
        handler=_next_unread,
    ),
    Action(
        id="inbox.catch_up",
        section=Section.INBOX,
        title=N_("Catch up"),
        help=N_(
            "Goes through all that is unread, one after another. Each becomes read when you go on "
            "from it, not when it is opened; Esc stops."
        ),
        keys={Place.ANYWHERE: ("alt+y",), Place.INBOX: ("c",)},
        handler=_catch_up,
    ),
    Action(
        id="inbox.mark_all_read",
        section=Section.INBOX,
        title=N_("Mark all as read"),
        help=N_("Marks everything in the inbox as read, after asking you."),
        keys={Place.INBOX: ("R",)},
        handler=_mark_all_read,
        objection=_nothing_unread,
    ),
)
