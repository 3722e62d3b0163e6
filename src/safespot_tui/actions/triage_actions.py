"""What a moderator does with what waits: each with one key in the queue, and a command anywhere."""

from collections.abc import Sequence

from safespot_tui.actions.action import Action, NotUnderstood, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import either
from safespot_tui.actions.snoozing import SNOOZES, snoozed_until
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.case import Case
from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _, ngettext

LONGEST_NOTE = 500
"""Characters: it is one line; the rest is for the conversation."""


def part_title(part: QueuePart) -> str:
    """What a part of the queue is called."""
    return {
        QueuePart.OPEN: _("To do"),
        QueuePart.MINE: _("Mine"),
        QueuePart.SNOOZED: _("Snoozed"),
        QueuePart.DONE: _("Done"),
    }[part]


def local_words() -> str:
    """Where cases are kept that no server keeps."""
    return _("Kept on this machine only: nobody else sees what you do here.")


async def _open(context: ActionContext) -> None:
    context.surface.show_queue()
    await context.messenger.triage.refresh()


async def _open_part(context: ActionContext, words: SafeText) -> None:
    wanted = fold(words)
    for part in QueuePart:
        if wanted in (part.value, fold(part_title(part))):
            context.surface.show_queue(part)
            await context.messenger.triage.more(part)
            return
    names = ", ".join(part_title(part).lower() for part in QueuePart)
    raise NotUnderstood(_("There is no such part of the queue. There are: {names}.").format(
        names=names))  # fmt: skip


async def _answer(context: ActionContext) -> None:
    for conversation_id in context.conversation_ids[:1]:
        if context.store.own(conversation_id) is None:
            agreed = await context.surface.confirm(
                _("Open a conversation that you are not in?"),
                _("You can read it; its members are not told. That you opened it is recorded."),
                _("Open"),
                grave=False,
            )
            if not agreed:
                return
            await context.messenger.triage.observe(conversation_id)
        context.surface.open(conversation_id)


async def _claim(context: ActionContext) -> None:
    await context.messenger.triage.claim(_taken(context))
    _say(context, _("You have it."))


async def _release(context: ActionContext) -> None:
    await context.messenger.triage.release(_taken(context))
    _say(context, _("Nobody has it."))


async def _done(context: ActionContext) -> None:
    await context.messenger.triage.finish(_taken(context))
    _say(context, _("It is done."))


async def _reopen(context: ActionContext) -> None:
    await context.messenger.triage.finish(_taken(context), done=False)
    _say(context, _("It is open."))


async def _next(context: ActionContext) -> None:
    triage, surface = context.messenger.triage, context.surface
    ids = _taken(context)
    following = triage.next_after(ids)
    if following is None:
        surface.tell(_("That was the last one that waits."))
    elif context.store.own(following) is None:
        surface.point_at((following,), in_front=True)
        surface.tell(_("You are not in the next one: Enter opens it, and that is recorded."))
    else:
        surface.point_at((following,))
        surface.open_next(following)
    await triage.finish(ids)


async def _snooze(context: ActionContext) -> None:
    choices = [Choice(words, title()) for words, title in SNOOZES.items()]
    choices.append(Choice("ask", _("Another time…")))
    if any(case.snoozed_until is not None for case in _cases(context)):
        choices.insert(0, Choice("off", _("Bring it back now")))
    chosen = await context.surface.choose(_("Put away until"), choices)
    if chosen == "ask":
        hint = _("such as 45m, 2h or 14:30")
        chosen = await context.surface.ask_text(_("Until when?"), "", placeholder=hint)
    if chosen is not None:
        try:
            await _snooze_for(context, SafeText(chosen))
        except NotUnderstood as error:
            context.surface.tell(error.reason)


async def _snooze_for(context: ActionContext, words: SafeText) -> None:
    until = snoozed_until(words, context.now)
    await context.messenger.triage.snooze(_taken(context), until)
    _say(context, _("It is put away.") if until is not None else _("It is open."))


async def _hand_over(context: ActionContext) -> None:
    moderators = context.messenger.triage.moderators
    if not moderators:
        context.surface.tell(_("There is no other moderator on this server."))
        return
    choices = [Choice(user.id, user.alias) for user in moderators]
    chosen = await context.surface.choose(_("Hand over to"), choices)
    if chosen is not None:
        await context.messenger.triage.claim(_taken(context), UserId(chosen))
        _say(context, _("It is handed over."))


async def _note(context: ActionContext) -> None:
    words = await context.surface.ask_text(
        _("Note for whoever has it next"), "", longest=LONGEST_NOTE
    )
    if words is not None:
        await _note_words(context, words)


async def _note_words(context: ActionContext, words: SafeText) -> None:
    for conversation_id in context.conversation_ids[:1]:
        await context.messenger.triage.write_note(conversation_id, words)
        _say(context, _("Noted."))


async def _about(context: ActionContext) -> None:
    for conversation_id in context.conversation_ids[:1]:
        await context.surface.show_case(conversation_id)


async def _undo(context: ActionContext) -> None:
    ids = await context.messenger.triage.undo()
    if not ids:
        context.surface.tell(_("Nothing was done here that could be taken back."))
        return
    context.surface.point_at(ids)
    context.surface.tell(
        ngettext("As it was: {n} case.", "As they were: {n} cases.", len(ids)).format(n=len(ids))
    )


def _say(context: ActionContext, sentence: str) -> None:
    """Where the queue is not shown, in which one would see it."""
    if context.surface.queue_part is None:
        context.surface.tell(sentence)


def _taken(context: ActionContext) -> Sequence[ConversationId]:
    """What it is done to; none of it is selected any more."""
    context.surface.point_at(())
    return context.conversation_ids


def _cases(context: ActionContext) -> Sequence[Case]:
    queue = context.messenger.triage.queue
    return [case for case in map(queue.case, context.conversation_ids) if case is not None]


def _no_case(context: ActionContext) -> str:
    """A conversation is needed."""
    if _cases(context):
        return ""
    return _("Choose a conversation first, in the queue or by opening it.")


def _nobody_else(context: ActionContext) -> str:
    """Somebody else has to see it."""
    return "" if context.messenger.triage.queue.is_shared else local_words()


def _not_claimed(context: ActionContext) -> str:
    """Somebody has to have it."""
    if any(case.claimed_by is not None for case in _cases(context)):
        return ""
    return _("Nobody has it.")


def _not_done(context: ActionContext) -> str:
    """It has to be done."""
    if any(case.done_at is not None for case in _cases(context)):
        return ""
    return _("It is open.")


TRIAGE_ACTIONS = (
    Action(
        id="triage.open",
        section=Section.TRIAGE,
        title=N_("Queue"),
        help=N_(
            "Shows all your conversations as work: what has waited longest first, with how long. "
            "Esc brings the inbox back."
        ),
        keys={Place.ANYWHERE: ("alt+shift+t",)},
        handler=_open,
        on_words=_open_part,
        words=N_("open, mine, snoozed, done"),
    ),
    Action(
        id="triage.answer",
        section=Section.TRIAGE,
        title=N_("Open to answer"),
        help=N_(
            "Opens the conversation, ready to write. Of one that you are not in, you are asked: "
            "it is to be read only, and that you opened it is recorded."
        ),
        keys={Place.TRIAGE: ("a",)},
        handler=_answer,
        objection=_no_case,
    ),
    Action(
        id="triage.claim",
        section=Section.TRIAGE,
        title=N_("Claim"),
        help=N_("You have it from here on, and the other moderators see that you do."),
        keys={Place.TRIAGE: ("c",)},
        handler=_claim,
        objection=_no_case,
    ),
    Action(
        id="triage.release",
        section=Section.TRIAGE,
        title=N_("Release"),
        help=N_("Nobody has it any more: somebody else can take it."),
        keys={Place.TRIAGE: ("x",)},
        handler=_release,
        objection=either(_no_case, _not_claimed),
    ),
    Action(
        id="triage.next",
        section=Section.TRIAGE,
        title=N_("Done, and the next one"),
        help=N_(
            "It is done, and what has waited longest of the rest is opened, also from an open "
            "conversation."
        ),
        keys={Place.ANYWHERE: ("alt+shift+d",), Place.TRIAGE: ("n",)},
        handler=_next,
        objection=_no_case,
    ),
    Action(
        id="triage.done",
        section=Section.TRIAGE,
        title=N_("Done"),
        help=N_("Nothing is to be done there until somebody writes again."),
        keys={Place.TRIAGE: ("d",)},
        handler=_done,
        objection=_no_case,
    ),
    Action(
        id="triage.reopen",
        section=Section.TRIAGE,
        title=N_("Open it again"),
        help=N_("It is not done after all."),
        keys={Place.TRIAGE: ("o",)},
        handler=_reopen,
        objection=either(_no_case, _not_done),
    ),
    Action(
        id="triage.snooze",
        section=Section.TRIAGE,
        title=N_("Snooze…"),
        help=N_("Puts it away until a time, or until somebody writes there."),
        keys={Place.TRIAGE: ("s",)},
        handler=_snooze,
        objection=_no_case,
        on_words=_snooze_for,
        words=N_("15m, 2h, 14:30, off"),
    ),
    Action(
        id="triage.hand_over",
        section=Section.TRIAGE,
        title=N_("Hand over…"),
        help=N_("Another moderator has it from here on."),
        keys={Place.TRIAGE: ("h",)},
        handler=_hand_over,
        objection=either(_no_case, _nobody_else),
    ),
    Action(
        id="triage.note",
        section=Section.TRIAGE,
        title=N_("Write a note…"),
        help=N_("For whoever has it next. Members do not see it, and it cannot be taken back."),
        keys={Place.TRIAGE: ("m",)},
        handler=_note,
        objection=_no_case,
        on_words=_note_words,
        words=N_("the note"),
    ),
    Action(
        id="triage.about",
        section=Section.TRIAGE,
        title=N_("Notes and reports"),
        help=N_("Shows what moderators noted, what members reported, and who has it."),
        keys={Place.TRIAGE: ("i",)},
        handler=_about,
        objection=_no_case,
    ),
    Action(
        id="triage.undo",
        section=Section.TRIAGE,
        title=N_("Take back the last step"),
        help=N_("Brings back how it was before you claimed, put away, handed over or finished it."),
        keys={Place.TRIAGE: ("u",)},
        handler=_undo,
    ),
)
