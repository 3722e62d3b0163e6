"""What can be done with a message."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import (
    answers_nothing,
    either,
    held_deletion,
    kept_from_writing,
    no_message,
    not_own,
    not_sent_yet,
    not_text,
    nothing_failed,
    nothing_held,
    nothing_pending,
    on_its_way,
    selected_message,
    to_discard,
    too_old_to_edit,
)
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.intent import EditMessage, OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability

COMMON_EMOJI = ("👍", "👏", "🙏", "😂", "😮", "😢", "🔥", "✅")


_ANOTHER = "another"

MAX_QUOTED = 200
"""Characters of what is to be discarded that a question repeats."""


async def _select(context: ActionContext) -> None:
    context.surface.select_message()


async def _reply(context: ActionContext) -> None:
    if context.message_id is not None:
        context.surface.start_reply(context.message_id)


async def _quoted(context: ActionContext) -> None:
    message = selected_message(context)
    if message is not None and message.reply_to_id is not None:
        await context.surface.jump_to(message.conversation_id, message.reply_to_id)


async def _edit(context: ActionContext) -> None:
    if context.message_id is not None:
        context.surface.start_edit(context.message_id)


async def _delete(context: ActionContext) -> None:
    if context.message_id is not None:
        await context.messenger.delete(context.message_id)


async def _undelete(context: ActionContext) -> None:
    item = held_deletion(context)
    if item is not None:
        await _take_back(context, item)


async def _take_back(context: ActionContext, item: OutboxItem) -> None:
    if not await context.messenger.take_back(item.sequence):
        context.surface.tell(_("Too late: the server has been told to delete it."))


async def _react(context: ActionContext) -> None:
    message = selected_message(context)
    if message is None:
        return
    mine = {
        reaction.emoji for reaction in message.reactions if context.store.me in reaction.user_ids
    }
    offered = [*COMMON_EMOJI, *(r.emoji for r in message.reactions if r.emoji not in COMMON_EMOJI)]
    chosen = await context.surface.choose(
        _("React"),
        [
            *(Choice(emoji, emoji, _("take back") if emoji in mine else "") for emoji in offered),
            Choice(_ANOTHER, _("Another…")),
        ],
    )
    if chosen == _ANOTHER:
        chosen = await context.surface.pick_emoji(_("React"))
    if chosen is not None:
        await context.messenger.react(message.id, SafeText(chosen), present=chosen not in mine)


async def _star(context: ActionContext) -> None:
    message = selected_message(context)
    if message is not None:
        await context.messenger.star(message.id, starred=not message.starred)


async def _starred_list(context: ActionContext) -> None:
    starred = await context.messenger.starred()
    if not starred:
        context.surface.tell(_no_star_words(context.surface.way_to("message.star")))
        return
    message = await context.surface.choose_message(_("Messages with a star"), starred)
    if message is not None:
        await context.surface.jump_to(message.conversation_id, message.id)


def _no_star_words(key: str) -> str:
    if key:
        return _("No message has a star. {key} puts one on the selected message.").format(key=key)
    return _("No message has a star yet.")


async def _pin(context: ActionContext) -> None:
    message = selected_message(context)
    if message is not None:
        pinned = context.store.pinned_message(message.conversation_id) == message.id
        await context.messenger.pin(message.id, pinned=not pinned)


async def _copy(context: ActionContext) -> None:
    message = selected_message(context)
    if len(context.message_ids) > 1:
        context.surface.copy_messages(context.message_ids)
    elif message is not None:
        context.surface.copy(message.content)


async def _info(context: ActionContext) -> None:
    if context.message_id is not None:
        await context.surface.show_message_info(context.message_id)


async def _who_reacted(context: ActionContext) -> None:
    if context.message_id is not None:
        await context.surface.show_reactions(context.message_id)


def _nothing_to_copy(context: ActionContext) -> str:
    """One message with words is needed, or several messages."""
    return "" if len(context.message_ids) > 1 else no_message(context)


def _no_reaction(context: ActionContext) -> str:
    """Somebody has to have reacted."""
    message = selected_message(context)
    return "" if message is not None and message.reactions else _("Nobody has reacted to this.")


def _not_selected(context: ActionContext) -> str:
    """A message has to be selected, be it deleted or not."""
    return "" if selected_message(context) is not None else no_message(context)


async def _retry(context: ActionContext) -> None:
    failed = [item for item in context.store.outbox if item.state is OutboxState.FAILED]
    if context.send is not None and context.send in failed:
        failed = [context.send]
    for item in failed:
        await context.messenger.retry(item.sequence)


async def _discard(context: ActionContext) -> None:
    item = to_discard(context)
    if item is None:
        return
    if item.held_for(context.now):
        await _take_back(context, item)
        return
    match item.intent:
        case SendMessage(message_type=MessageType.IMAGE, caption=words):
            question = _("Discard this image?")
            detail = _("It has not been sent, and nobody will see it. {words}")
        case SendMessage(content=words):
            question = _("Discard this message?")
            detail = _("It has not been sent, and nobody will see it: {words}")
        case EditMessage(content=words):
            question = _("Discard this change?")
            detail = _("The message stays as it is. These words are gone then: {words}")
        case _:
            words = ""
            question, detail = _("Discard this change?"), _("Everything stays as it is.")
    if await context.surface.confirm(question, detail.format(words=_in_short(words)), _("Discard")):
        await context.messenger.discard(item.sequence)


def _in_short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= MAX_QUOTED else words[: MAX_QUOTED - 1] + "…"


MESSAGE_ACTIONS = (
    Action(
        id="message.select",
        section=Section.MESSAGE,
        title=N_("Select a message"),
        help=N_("Goes from the words you type up to the messages; ↑ and ↓ choose one."),
        keys={Place.ANYWHERE: ("alt+up", "f4")},
        handler=_select,
        drawn=True,
    ),
    Action(
        id="message.reply",
        section=Section.MESSAGE,
        title=N_("Reply"),
        help=N_("Answers the selected message, quoting it."),
        keys={Place.ANYWHERE: ("alt+r",), Place.MESSAGE: ("r",)},
        handler=_reply,
        objection=either(no_message, kept_from_writing, not_sent_yet),
    ),
    Action(
        id="message.quoted",
        section=Section.MESSAGE,
        title=N_("Go to what it answers"),
        help=N_("Shows the message that the selected one quotes; so does Enter on an answer."),
        keys={Place.MESSAGE: ("q",)},
        handler=_quoted,
        objection=either(no_message, answers_nothing),
    ),
    Action(
        id="message.edit",
        section=Section.MESSAGE,
        title=N_("Edit"),
        help=N_(
            "Gives your own message other words, also one that was not sent. With nothing typed, ↑ "
            "edits your last one."
        ),
        keys={Place.ANYWHERE: ("alt+e",), Place.MESSAGE: ("e",)},
        handler=_edit,
        objection=either(
            no_message, kept_from_writing, on_its_way, not_own, not_text, too_old_to_edit
        ),
    ),
    Action(
        id="message.delete",
        section=Section.MESSAGE,
        title=N_("Delete"),
        help=N_(
            "Deletes your own message for everybody. The server is told ten seconds later, so that "
            "you can bring it back."
        ),
        keys={Place.ANYWHERE: ("alt+d",), Place.MESSAGE: ("d", "delete")},
        handler=_delete,
        objection=either(no_message, not_sent_yet, not_own),
    ),
    Action(
        id="message.undelete",
        section=Section.MESSAGE,
        title=N_("Bring a deleted message back"),
        help=N_("Within ten seconds of deleting it: nobody has seen that it was gone."),
        keys={Place.MESSAGE: ("u",)},
        handler=_undelete,
        objection=nothing_held,
    ),
    Action(
        id="message.react",
        section=Section.MESSAGE,
        title=N_("React…"),
        help=N_("Puts an emoji on the selected message, or takes yours back."),
        keys={Place.ANYWHERE: ("alt+x",), Place.MESSAGE: ("x",)},
        handler=_react,
        objection=either(no_message, kept_from_writing, not_sent_yet),
    ),
    Action(
        id="message.star",
        section=Section.MESSAGE,
        title=N_("Star or take the star off"),
        help=N_("Puts a star on the selected message, or takes it off. Nobody else sees it."),
        keys={Place.ANYWHERE: ("alt+s",), Place.MESSAGE: ("s",)},
        handler=_star,
        objection=either(no_message, not_sent_yet),
        needs=(Capability.STARS,),
    ),
    Action(
        id="message.starred_list",
        section=Section.MESSAGE,
        title=N_("Messages with a star…"),
        help=N_("Lists what has a star in all conversations, and goes there."),
        keys={Place.MESSAGE: ("S",), Place.INBOX: ("S",)},
        handler=_starred_list,
        needs=(Capability.STARS,),
    ),
    Action(
        id="message.pin",
        section=Section.MESSAGE,
        title=N_("Pin or unpin the message"),
        help=N_("Keeps the selected message above the conversation, for everybody in it."),
        keys={Place.MESSAGE: ("p",)},
        handler=_pin,
        objection=either(no_message, kept_from_writing, not_sent_yet),
        needs=(Capability.MESSAGE_PINS,),
    ),
    Action(
        id="message.copy",
        section=Section.MESSAGE,
        title=N_("Copy"),
        help=N_(
            "Puts the words of the selected message on the clipboard, also over ssh. Of several "
            "messages, selected with Shift+↑ and ↓, names and times go along."
        ),
        keys={Place.ANYWHERE: ("alt+c",), Place.MESSAGE: ("c", "y")},
        handler=_copy,
        objection=_nothing_to_copy,
    ),
    Action(
        id="message.info",
        section=Section.MESSAGE,
        title=N_("About this message"),
        help=N_("Exact times, who has it and who has read it, and its ids."),
        keys={Place.MESSAGE: ("i",)},
        handler=_info,
        objection=_not_selected,
    ),
    Action(
        id="message.who_reacted",
        section=Section.MESSAGE,
        title=N_("Who reacted"),
        help=N_("Says who chose which emoji under the selected message."),
        keys={Place.MESSAGE: ("w",)},
        handler=_who_reacted,
        objection=either(no_message, _no_reaction),
    ),
    Action(
        id="message.retry",
        section=Section.MESSAGE,
        title=N_("Try again what failed"),
        help=N_("Tries the selected failed message again, or all that failed."),
        keys={Place.ANYWHERE: ("ctrl+r",)},
        handler=_retry,
        objection=nothing_failed,
    ),
    Action(
        id="message.discard",
        section=Section.MESSAGE,
        title=N_("Discard what was not sent"),
        help=N_(
            "Gives up a message, or a change of one, that has not been sent; asks you first. "
            "A message just deleted comes back."
        ),
        keys={Place.ANYWHERE: ("alt+z",), Place.MESSAGE: ("z",)},
        handler=_discard,
        objection=nothing_pending,
    ),
)
