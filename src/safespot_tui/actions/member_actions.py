"""Who is in a group, and what each may do there."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import (
    either,
    not_a_group,
    not_a_manager,
    not_an_owner,
    own_role,
)
from safespot_tui.actions.persons import one_of_the_others
from safespot_tui.actions.roles import may_words, role_words
from safespot_tui.actions.surface import ActionContext
from safespot_tui.actions.words import person_named
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


async def _add(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    if conversation_id is None:
        return
    there = [member.user_id for member in context.store.members(conversation_id)]
    user_ids = await context.surface.pick_people(_("Add to the group"), there)
    if user_ids:
        await context.messenger.add_members(conversation_id, user_ids)


async def _invite(context: ActionContext, words: SafeText) -> None:
    if context.conversation_id is not None:
        person = await person_named(words, context)
        await context.messenger.add_members(context.conversation_id, [person.id])
        context.surface.tell(_("{alias} is in the group now.").format(alias=person.alias))


async def _set_role(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    user = await one_of_the_others(context, _("Change what somebody may do"))
    member = _member(context, user.id) if user is not None else None
    if conversation_id is None or user is None or member is None:
        return
    choices = [
        Choice(
            role,
            role_words(role).capitalize(),
            " · ".join([may_words(role), *([_("now")] if role is member.role else [])]),
        )
        for role in Role
        if role.takes_part
    ]
    chosen = await context.surface.choose(_("What may {name} do?").format(name=user.alias), choices)
    if chosen is not None and chosen != member.role:
        await context.messenger.set_role(conversation_id, user.id, Role(chosen))


def _member(context: ActionContext, user_id: UserId | None) -> Member | None:
    """Somebody's place in the conversation."""
    if context.conversation_id is None:
        return None
    members = context.store.members(context.conversation_id)
    return next((member for member in members if member.user_id == user_id), None)


def _not_removable(context: ActionContext) -> str:
    """Admins remove members, owners anybody."""
    role, other = own_role(context), _member(context, context.user_id)
    if role is None or other is None or role.may_remove(other.role):
        return ""
    return _("Only an owner of the group can remove somebody who manages it.")


async def _remove(context: ActionContext) -> None:
    conversation_id, role = context.conversation_id, own_role(context)
    if conversation_id is None or role is None:
        return
    user = await one_of_the_others(
        context, _("Remove from the group"), lambda member: role.may_remove(member.role)
    )
    if user is None:
        return
    if await context.surface.confirm(
        _("Remove {name} from “{group}”?").format(
            name=user.alias, group=context.store.title(conversation_id)
        ),
        _("They will not see the group any more. You can add them again later."),
        _("Remove"),
    ):
        await context.messenger.remove_member(conversation_id, user.id)


MEMBER_ACTIONS = (
    Action(
        id="group.add_member",
        section=Section.CONVERSATION,
        title=N_("Add people to the group"),
        help=N_("Adds people to the group."),
        keys={Place.ANYWHERE: ("alt+w",), Place.INBOX: ("w",)},
        handler=_add,
        on_words=_invite,
        words=N_("alias"),
        objection=either(not_a_group, not_a_manager),
        needs=(Capability.GROUPS,),
    ),
    Action(
        id="group.remove_member",
        section=Section.CONVERSATION,
        title=N_("Remove somebody from the group"),
        help=N_("Removes a person from the group, after asking you."),
        keys={Place.ANYWHERE: ("alt+k",)},
        handler=_remove,
        objection=either(not_a_group, not_a_manager, _not_removable),
        needs=(Capability.GROUPS,),
    ),
    Action(
        id="group.role",
        section=Section.CONVERSATION,
        title=N_("Change what somebody may do"),
        help=N_("Makes somebody in the group an owner, an admin or a member."),
        keys={Place.INBOX: ("o",)},
        handler=_set_role,
        objection=either(not_a_group, not_an_owner),
        needs=(Capability.GROUPS,),
    ),
)
