"""What moderators do to a conversation, and to who is in it."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.case_people import member_of_case, person_of_case
from safespot_tui.actions.moderation_objections import (
    is_open,
    known_as_two,
    locked_already,
    not_locked,
    not_observing,
    nowhere,
)
from safespot_tui.actions.objections import either
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


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
    user = await member_of_case(context, _("Members. One of them: what was done to them"))
    if user is not None:
        await context.surface.show_audit(user_id=user.id)


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
    user = await person_of_case(context, _("Whom do you want to take out?"))
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


OVERSIGHT_ACTIONS = (
    Action(
        id="moderation.lock",
        section=Section.CONVERSATION,
        title=N_("Lock the conversation…"),
        help=N_("Lets nobody write there until a moderator unlocks it."),
        keys={Place.MODERATING: ("b",)},
        handler=_lock,
        objection=either(nowhere, locked_already),
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.unlock",
        section=Section.CONVERSATION,
        title=N_("Unlock the conversation…"),
        help=N_("Lets its members write again."),
        keys={Place.MODERATING: ("u",)},
        handler=_unlock,
        objection=either(nowhere, not_locked),
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.members",
        section=Section.CONVERSATION,
        title=N_("See who is in it"),
        help=N_("Names the members of a conversation without opening it. It goes on record."),
        keys={Place.MODERATING: ("w",)},
        handler=_members,
        objection=nowhere,
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.add_members",
        section=Section.CONVERSATION,
        title=N_("Add people as a moderator…"),
        help=N_("Brings people into a group that is reported, or about a report."),
        keys={Place.MODERATING: ("a",)},
        handler=_add_members,
        objection=either(nowhere, known_as_two),
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.remove_member",
        section=Section.CONVERSATION,
        title=N_("Take somebody out as a moderator…"),
        help=N_("Takes a person out of a group, with a reason."),
        keys={Place.MODERATING: ("t",)},
        handler=_remove_member,
        objection=either(nowhere, known_as_two),
        needs=(Capability.MODERATION,),
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
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.stop_observing",
        section=Section.CONVERSATION,
        title=N_("Stop observing"),
        help=N_("Closes a conversation that you opened as a moderator; it leaves your inbox."),
        keys={Place.MODERATING: ("x",)},
        handler=_stop_observing,
        objection=not_observing,
        needs=(Capability.MODERATION,),
    ),
)
