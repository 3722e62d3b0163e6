"""What can be done to watch in peace: unseen, seen on purpose, and with all held still."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.objections import no_conversation
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _


async def _silent_mode(context: ActionContext) -> None:
    if context.store.is_silent:
        context.messenger.set_silent(silent=False)
        context.surface.tell(
            _("Silent mode is over. What came meanwhile stays unread until you open or mark it.")
        )
    else:
        context.messenger.set_silent(silent=True)
        context.surface.tell(silent_sentence(context.messenger.silent_note))


def silent_sentence(note: str) -> str:
    """What silent mode does, and what the server tells all the same."""
    sentence = _("Silent mode: nobody is told that you are here, type or read.")
    return f"{sentence} {note}".strip()


async def _acknowledge(context: ActionContext) -> None:
    if context.conversation_id is not None:
        context.messenger.acknowledge(context.conversation_id)
        context.surface.tell(
            _("“{title}” is acknowledged: the others are told that you have read it.").format(
                title=context.store.title(context.conversation_id)
            )
        )


def stays_unread(context: ActionContext) -> str:
    """In silent mode nothing is marked as read by the way."""
    if not context.store.is_silent:
        return ""
    key = context.surface.way_to("conversation.acknowledge")
    return _("In silent mode everything stays unread until you acknowledge it: {key}").format(
        key=key
    )


async def _freeze(context: ActionContext) -> None:
    context.surface.freeze()


SILENT_ACTIONS = (
    Action(
        id="app.silent_mode",
        section=Section.APP,
        title=N_("Silent mode"),
        help=N_(
            "Nobody is told that you are here, type or read, also after another start; the same "
            "again ends it. What came meanwhile is not told afterwards."
        ),
        keys={Place.ANYWHERE: ("alt+shift+s",)},
        handler=_silent_mode,
    ),
    Action(
        id="app.freeze",
        section=Section.APP,
        title=N_("Freeze"),
        help=N_(
            "Holds still what you are reading and the order of the inbox, and counts what comes; "
            "the same again goes on where you were."
        ),
        keys={Place.ANYWHERE: ("alt+shift+z",)},
        handler=_freeze,
        drawn=True,
    ),
    Action(
        id="conversation.acknowledge",
        section=Section.CONVERSATION,
        title=N_("Acknowledge"),
        help=N_("Tells the others that you have read a conversation, in silent mode, too."),
        keys={Place.ANYWHERE: ("alt+shift+a",), Place.INBOX: ("A",)},
        handler=_acknowledge,
        objection=no_conversation,
    ),
)
