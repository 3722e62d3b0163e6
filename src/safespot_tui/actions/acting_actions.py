"""What moderators do to messages, people and conversations: each with a reason, and on record."""

from safespot_tui.actions.acting_objections import (
    is_open,
    known_as_two,
    locked_already,
    not_locked,
    not_observing,
    nothing_to_remove,
    nowhere,
    whose_equal,
)
from safespot_tui.actions.action import Action, ActionContext, Choice, Place, Section
from safespot_tui.actions.ending import ask_ending
from safespot_tui.actions.member_actions import role_words
from safespot_tui.actions.objections import either, not_sent_yet, selected_message
from safespot_tui.actions.persons import person_meant
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.i18n import N_, _
from safespot_tui.sync.hindrances import moment_words
from safespot_tui.sync.messenger import Capability

MENU = (
    "moderation.remove_message",
    "moderation.mute",
    "moderation.suspend",
    "moderation.lift",
    "moderation.lock",
    "moderation.unlock",
    "moderation.members",
    "moderation.add_members",
    "moderation.remove_member",
    "moderation.observe",
    "moderation.stop_observing",
    "moderation.record",
    "audit.open",
)
"""What “Moderate…” offers, in this order."""


async def _menu(context: ActionContext) -> None:
    await context.surface.show_moderation_menu(MENU, context)


async def _remove_message(context: ActionContext) -> None:
    message = selected_message(context)
    if message is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.remove_message(message.id, reason)

    detail = _("It is gone for everybody, with your reason in its place. Nobody can bring it back.")
    if await context.surface.ask_reason(_("Remove this message"), detail, give):
        context.surface.tell(_("The message is removed."))


async def _mute(context: ActionContext) -> None:
    user = await _whom(context, _("Whom do you want to mute?"))
    if user is None:
        return
    question = _("Mute {name}").format(name=user.alias)
    detail = _("They can read and not write, in all conversations, until {until}. They see why.")
    done = _("{name} is muted until {until}.")
    await _sanction(context, user, SanctionKind.MUTE, question, detail, done)


async def _suspend(context: ActionContext) -> None:
    user = await _whom(context, _("Whom do you want to suspend?"))
    if user is None:
        return
    question = _("Suspend {name}").format(name=user.alias)
    detail = _("They are shut out until {until}, and see why. What they wrote stays.")
    done = _("{name} is suspended until {until}.")
    await _sanction(context, user, SanctionKind.SUSPENSION, question, detail, done)


async def _sanction(
    context: ActionContext,
    user: User,
    kind: SanctionKind,
    question: str,
    detail: str,
    done: str,
) -> None:
    until = await ask_ending(context, question)
    if until is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.sanction(user.id, kind, until, reason)

    when = moment_words(until, context.now)
    if await context.surface.ask_reason(question, detail.format(until=when), give):
        context.surface.tell(done.format(name=user.alias, until=when))


async def _lift(context: ActionContext) -> None:
    user = await _whom(context, _("For whom do you want to lift something?"))
    if user is None:
        return
    acting = context.messenger.acting
    account = await acting.account(user.id)
    choices = [
        Choice(kind, _title(kind), moment_words(sanction.until, context.now))
        for kind in SanctionKind
        if (sanction := account.sanction(kind, context.now)) is not None
    ]
    if not choices:
        context.surface.tell(_("Nothing is in force against {name}.").format(name=user.alias))
        return
    chosen = choices[0].value
    if len(choices) > 1:
        asked = await context.surface.choose(_("What do you want to lift?"), choices)
        if asked is None:
            return
        chosen = asked
    kind = SanctionKind(chosen)

    async def give(reason: SafeText) -> None:
        await acting.sanction(user.id, kind, None, reason)

    question = _("Lift for {name}: {what}").format(name=user.alias, what=_title(kind))
    if await context.surface.ask_reason(question, _("It ends at once. The reason is kept."), give):
        context.surface.tell(_("{name} may write again.").format(name=user.alias))


def _title(kind: SanctionKind) -> str:
    return _("the mute") if kind is SanctionKind.MUTE else _("the suspension")


async def _lock(context: ActionContext) -> None:
    where = context.conversation_id
    if where is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.lock(where, reason)

    detail = _("Nobody can write here until a moderator unlocks it. All its members see why.")
    if await context.surface.ask_reason(_("Lock this conversation"), detail, give):
        context.surface.tell(_("The conversation is locked."))


async def _unlock(context: ActionContext) -> None:
    where = context.conversation_id
    if where is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.unlock(where, reason)

    detail = _("Its members can write again. All of them see why.")
    if await context.surface.ask_reason(_("Unlock this conversation"), detail, give):
        context.surface.tell(_("The conversation is unlocked."))


async def _members(context: ActionContext) -> None:
    user = await _member(context, _("Members. One of them: what was done to them"))
    if user is not None:
        await context.surface.show_audit(user_id=user.id)


async def _member(context: ActionContext, question: str) -> User | None:
    """One of who is in a conversation, be it one that was never opened: looking is on record."""
    where, store = context.conversation_id, context.store
    if where is None:
        return None
    choices = [
        Choice(user.id, user.alias, role_words(member.role))
        for member in await context.messenger.acting.members(where)
        if (user := store.user(member.user_id)) is not None
    ]
    chosen = await context.surface.choose(question, choices)
    return store.user(UserId(chosen)) if chosen is not None else None


async def _person(context: ActionContext, question: str) -> User | None:
    """Whom it is about; in a conversation that is not open here, the server says who is there."""
    where = context.conversation_id
    unopened = where is not None and context.store.conversation(where) is None
    if unopened and context.user_id is None:
        return await _member(context, question)
    return await person_meant(context, question)


async def _add_members(context: ActionContext) -> None:
    where = context.conversation_id
    if where is None:
        return
    there = [member.user_id for member in await context.messenger.acting.members(where)]
    user_ids = await context.surface.pick_people(_("Add to the group"), there)
    if not user_ids:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.add_members(where, user_ids, reason)

    detail = _("All its members see that the moderators did it.")
    if await context.surface.ask_reason(_("Add to the group"), detail, give):
        context.surface.tell(_("They are in the group now."))


async def _remove_member(context: ActionContext) -> None:
    where = context.conversation_id
    user = await _person(context, _("Whom do you want to take out?"))
    if user is None or where is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.remove_member(where, user.id, reason)

    question = _("Take {name} out of the group").format(name=user.alias)
    detail = _("All its members see that the moderators did it.")
    if await context.surface.ask_reason(question, detail, give):
        context.surface.tell(_("{name} is out of the group.").format(name=user.alias))


async def _observe(context: ActionContext) -> None:
    where = context.conversation_id
    if where is not None:
        await context.messenger.triage.observe(where)
        context.surface.open(where)


async def _stop_observing(context: ActionContext) -> None:
    where = context.conversation_id
    if where is not None:
        title = context.store.title(where)
        await context.messenger.acting.stop_observing(where)
        context.surface.tell(_("You do not observe “{title}” any more.").format(title=title))


async def _record(context: ActionContext) -> None:
    user = await _person(context, _("Whose record?"))
    if user is not None:
        await context.surface.show_audit(user_id=user.id)


async def _audit(context: ActionContext) -> None:
    await context.surface.show_audit()


async def _whom(context: ActionContext, question: str) -> User | None:
    """Whom it is about, if it is somebody against whom the user may act; why not, is said."""
    user = await _person(context, question)
    reason = whose_equal(context, user) if user is not None else ""
    if reason:
        context.surface.tell(reason)
        return None
    return user


_MODERATORS = (Capability.MODERATION,)

ACTING_ACTIONS = (
    Action(
        id="moderation.menu",
        section=Section.CONVERSATION,
        title=N_("Moderate…"),
        help=N_(
            "All that moderators can do: to the selected message, its author, the conversation."
        ),
        keys={Place.ANYWHERE: ("alt+shift+m",)},
        handler=_menu,
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.remove_message",
        section=Section.MESSAGE,
        title=N_("Remove the message as a moderator…"),
        help=N_("Takes the selected message away for everybody, with your reason in its place."),
        keys={Place.MODERATING: ("r",)},
        handler=_remove_message,
        objection=either(nothing_to_remove, not_sent_yet),
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.mute",
        section=Section.CONVERSATION,
        title=N_("Mute somebody for a time…"),
        help=N_("Lets somebody read and not write, on the whole server, until a time."),
        keys={Place.MODERATING: ("m",)},
        handler=_mute,
        objection=nowhere,
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.suspend",
        section=Section.CONVERSATION,
        title=N_("Suspend somebody for a time…"),
        help=N_("Shuts somebody out of the whole server until a time; they are told why."),
        keys={Place.MODERATING: ("s",)},
        handler=_suspend,
        objection=nowhere,
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.lift",
        section=Section.CONVERSATION,
        title=N_("Lift a mute or a suspension…"),
        help=N_("Ends at once what is in force against somebody."),
        keys={Place.MODERATING: ("l",)},
        handler=_lift,
        objection=nowhere,
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.lock",
        section=Section.CONVERSATION,
        title=N_("Lock the conversation…"),
        help=N_("Lets nobody write there until a moderator unlocks it."),
        keys={Place.MODERATING: ("b",)},
        handler=_lock,
        objection=either(nowhere, locked_already),
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.unlock",
        section=Section.CONVERSATION,
        title=N_("Unlock the conversation…"),
        help=N_("Lets its members write again."),
        keys={Place.MODERATING: ("u",)},
        handler=_unlock,
        objection=either(nowhere, not_locked),
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.members",
        section=Section.CONVERSATION,
        title=N_("See who is in it"),
        help=N_("Names the members of a conversation without opening it. It goes on record."),
        keys={Place.MODERATING: ("w",)},
        handler=_members,
        objection=nowhere,
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.add_members",
        section=Section.CONVERSATION,
        title=N_("Add people as a moderator…"),
        help=N_("Brings people into a group that is reported, or about a report."),
        keys={Place.MODERATING: ("a",)},
        handler=_add_members,
        objection=either(nowhere, known_as_two),
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.remove_member",
        section=Section.CONVERSATION,
        title=N_("Take somebody out as a moderator…"),
        help=N_("Takes a person out of a group, with a reason."),
        keys={Place.MODERATING: ("t",)},
        handler=_remove_member,
        objection=either(nowhere, known_as_two),
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.observe",
        section=Section.CONVERSATION,
        title=N_("Observe the conversation"),
        help=N_(
            "Opens a conversation that you are not in. Its members are not told; it goes on record."
        ),
        keys={Place.MODERATING: ("o",)},
        handler=_observe,
        objection=either(nowhere, is_open),
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.stop_observing",
        section=Section.CONVERSATION,
        title=N_("Stop observing"),
        help=N_("Closes a conversation that you opened as a moderator; it leaves your inbox."),
        keys={Place.MODERATING: ("x",)},
        handler=_stop_observing,
        objection=not_observing,
        needs=_MODERATORS,
    ),
    Action(
        id="moderation.record",
        section=Section.CONVERSATION,
        title=N_("What was done to somebody"),
        help=N_("What is in force against a person, and all that the audit trail says of them."),
        keys={Place.MODERATING: ("h",)},
        handler=_record,
        objection=nowhere,
        needs=_MODERATORS,
    ),
    Action(
        id="audit.open",
        section=Section.APP,
        title=N_("Audit trail"),
        help=N_("What was done by moderators, the newest first; admins see everybody's."),
        keys={Place.ANYWHERE: ("alt+shift+u",), Place.MODERATING: ("g",)},
        handler=_audit,
        needs=_MODERATORS,
    ),
)
