"""What can be done with a conversation."""

from datetime import datetime, timedelta

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.capabilities import missing_words
from safespot_tui.actions.objections import either, no_conversation, nothing_pinned
from safespot_tui.actions.silent_actions import stays_unread
from safespot_tui.actions.surface import ActionContext
from safespot_tui.actions.words import FOR_EVER, muted_until, person_named
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.member import Member
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


def _own(context: ActionContext) -> tuple[ConversationId, Member] | None:
    if context.conversation_id is None:
        return None
    own = context.store.own(context.conversation_id)
    return None if own is None else (context.conversation_id, own)


async def _next(context: ActionContext) -> None:
    _step(context, 1)


async def _previous(context: ActionContext) -> None:
    _step(context, -1)


def _step(context: ActionContext, step: int) -> None:
    conversation_id = context.surface.beside(step)
    if conversation_id is not None:
        context.surface.open(conversation_id)


async def _switch(context: ActionContext) -> None:
    chosen = await context.surface.switch()
    match chosen:
        case None:
            return
        case User():
            context.surface.open(await context.messenger.create_dm(chosen.id))
        case _:
            context.surface.open(chosen)


async def _new(context: ActionContext) -> None:
    user_id = context.user_id
    if user_id is None:
        person = await context.surface.pick_person(_("New conversation"))
        user_id = person.id if person is not None else None
    if user_id is not None:
        context.surface.open(await context.messenger.create_dm(user_id))


async def _pin(context: ActionContext) -> None:
    if (held := _own(context)) is not None:
        conversation_id, own = held
        context.messenger.set_flags(conversation_id, pinned=not own.pinned)


async def _archive(context: ActionContext) -> None:
    if (held := _own(context)) is not None:
        conversation_id, own = held
        context.messenger.set_flags(conversation_id, archived=not own.archived)
        context.surface.tell(
            _("Back in the inbox.") if own.archived else _("Moved to the archive.")
        )


async def _mute(context: ActionContext) -> None:
    if (held := _own(context)) is None:
        return
    conversation_id, own = held
    choices = [
        Choice("1", _("For one hour")),
        Choice("8", _("For eight hours")),
        Choice("168", _("For one week")),
        Choice("always", _("Until I unmute it")),
    ]
    if own.muted_until is not None and own.muted_until > context.now:
        choices.insert(0, Choice("off", _("Unmute")))
    match await context.surface.choose(_("Mute this conversation"), choices):
        case None:
            return
        case "off":
            until = None
        case "always":
            until = FOR_EVER
        case hours:
            until = context.now + timedelta(hours=int(hours))
    _set_mute(context, conversation_id, until)


async def _mute_for(context: ActionContext, words: SafeText) -> None:
    if context.conversation_id is not None:
        until = muted_until(words, context.now)
        _set_mute(context, context.conversation_id, until)


def _set_mute(
    context: ActionContext, conversation_id: ConversationId, until: datetime | None
) -> None:
    context.messenger.set_flags(conversation_id, muted_until=until)
    context.surface.tell(_("Not muted any more.") if until is None else _("Muted."))


async def _new_with(context: ActionContext, words: SafeText) -> None:
    person = await person_named(words, context)
    context.surface.open(await context.messenger.create_dm(person.id))


async def _mark_unread(context: ActionContext) -> None:
    if context.conversation_id is None:
        return
    if context.store.is_unread(context.conversation_id):
        if context.store.unread(context.conversation_id) and (reason := stays_unread(context)):
            context.surface.tell(reason)
        context.messenger.mark_read(context.conversation_id)
    else:
        context.messenger.set_flags(context.conversation_id, marked_unread=True)


async def _pinned(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    message_id = context.store.pinned_message(conversation_id) if conversation_id else None
    if conversation_id is None or message_id is None:
        return
    await context.surface.jump_to(conversation_id, message_id)


async def _details(context: ActionContext) -> None:
    if context.conversation_id is not None:
        await context.surface.show_details(context.conversation_id)


async def _menu(context: ActionContext) -> None:
    if context.conversation_id is not None:
        await context.surface.show_conversation_menu(context.conversation_id)


async def _leave(context: ActionContext) -> None:
    conversation_id, me = context.conversation_id, context.store.me
    conversation = context.store.conversation(conversation_id) if conversation_id else None
    if conversation is None or me is None:
        return
    title = context.store.title(conversation.id)
    if conversation.type is ConversationType.GROUP:
        question = _("Leave “{group}”?").format(group=title)
        detail = _("The group goes from your inbox. Somebody in it has to add you to come back.")
    else:
        question = (
            _("Leave the conversation with {name}?").format(name=title)
            if title
            else _("Leave this conversation?")
        )
        detail = _(
            "It goes from your inbox, with all its messages. The other person keeps the "
            "conversation; opening it again starts a new one."
        )
    if await context.surface.confirm(question, detail, _("Leave")):
        await context.messenger.remove_member(conversation.id, me)


def _cannot_be_left(context: ActionContext) -> str:
    """A group, or where the server allows it any conversation."""
    reason = no_conversation(context)
    conversation_id = context.conversation_id
    conversation = context.store.conversation(conversation_id) if conversation_id else None
    if reason or conversation is None:
        return reason
    if conversation.type is ConversationType.GROUP:
        needed = Capability.GROUPS
    else:
        needed = Capability.LEAVE_DM
    return "" if needed in context.messenger.capabilities else missing_words(needed)


async def _newest(context: ActionContext) -> None:
    context.surface.scroll_to_newest()


CONVERSATION_ACTIONS = (
    Action(
        id="conversation.switch",
        section=Section.INBOX,
        title=N_("Go to…"),
        help=N_("Finds a conversation or a person by a few letters of the name."),
        keys={Place.ANYWHERE: ("ctrl+g",), Place.INBOX: ("slash",)},
        handler=_switch,
    ),
    Action(
        id="conversation.next",
        section=Section.INBOX,
        title=N_("Next conversation"),
        help=N_("Opens the conversation below."),
        keys={Place.ANYWHERE: ("f8", "ctrl+down")},
        handler=_next,
    ),
    Action(
        id="conversation.previous",
        section=Section.INBOX,
        title=N_("Previous conversation"),
        help=N_("Opens the conversation above."),
        keys={Place.ANYWHERE: ("f7", "ctrl+up")},
        handler=_previous,
    ),
    Action(
        id="conversation.new",
        section=Section.INBOX,
        title=N_("New conversation"),
        help=N_("Starts a conversation with one person."),
        keys={Place.ANYWHERE: ("alt+n",), Place.INBOX: ("n",)},
        handler=_new,
        on_words=_new_with,
        words=N_("alias"),
    ),
    Action(
        id="conversation.pin",
        section=Section.CONVERSATION,
        title=N_("Pin or unpin"),
        help=N_("Keeps a conversation at the top of the inbox, or lets it go."),
        keys={Place.ANYWHERE: ("alt+p",), Place.INBOX: ("p",)},
        handler=_pin,
        objection=no_conversation,
    ),
    Action(
        id="conversation.archive",
        section=Section.CONVERSATION,
        title=N_("Archive or back to the inbox"),
        help=N_("Moves a conversation to the archive, or back. Nothing is deleted."),
        keys={Place.ANYWHERE: ("alt+a",), Place.INBOX: ("a",)},
        handler=_archive,
        objection=no_conversation,
    ),
    Action(
        id="conversation.mute",
        section=Section.CONVERSATION,
        title=N_("Mute…"),
        help=N_("Mutes a conversation for a while, or unmutes it."),
        keys={Place.ANYWHERE: ("alt+m",), Place.INBOX: ("m",)},
        handler=_mute,
        on_words=_mute_for,
        words=N_("30m, 8h, 2d, always, off"),
        objection=no_conversation,
        needs=(Capability.MUTE,),
    ),
    Action(
        id="conversation.mark_unread",
        section=Section.CONVERSATION,
        title=N_("Mark as unread or read"),
        help=N_("Leaves a mark on a conversation to come back to it, or takes it away."),
        keys={Place.ANYWHERE: ("alt+u",), Place.INBOX: ("u",)},
        handler=_mark_unread,
        objection=no_conversation,
    ),
    Action(
        id="conversation.details",
        section=Section.CONVERSATION,
        title=N_("Details…"),
        help=N_("Shows all about the conversation and who is in it, and what you can change."),
        keys={Place.ANYWHERE: ("alt+shift+b", "alt+b"), Place.INBOX: ("b",)},
        handler=_details,
        objection=no_conversation,
    ),
    Action(
        id="conversation.menu",
        section=Section.CONVERSATION,
        title=N_("What to do with it…"),
        help=N_("Offers all that can be done with the conversation; so does the right button."),
        keys={Place.INBOX: ("space",)},
        handler=_menu,
        objection=no_conversation,
        drawn=True,
    ),
    Action(
        id="conversation.newest",
        section=Section.CONVERSATION,
        title=N_("Jump to the newest message"),
        help=N_("Shows the end of the conversation."),
        keys={Place.ANYWHERE: ("ctrl+end",)},
        handler=_newest,
        objection=no_conversation,
    ),
    Action(
        id="conversation.pinned",
        section=Section.CONVERSATION,
        title=N_("Go to the pinned message"),
        help=N_("Shows the message that is pinned in the conversation."),
        keys={Place.ANYWHERE: ("alt+j",)},
        handler=_pinned,
        objection=either(no_conversation, nothing_pinned),
        needs=(Capability.MESSAGE_PINS,),
    ),
    Action(
        id="conversation.leave",
        section=Section.CONVERSATION,
        title=N_("Leave the conversation"),
        help=N_("Takes you out of the group or conversation, after asking you."),
        keys={Place.ANYWHERE: ("alt+l",), Place.INBOX: ("l",)},
        handler=_leave,
        objection=_cannot_be_left,
        needs=(Capability.GROUPS, Capability.LEAVE_DM),
    ),
)
