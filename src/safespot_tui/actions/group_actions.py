"""What can be done with a group, and with one's own name in it."""

from safespot_tui.actions.action import Action, ActionContext, Choice, Place, Section
from safespot_tui.actions.objections import either, no_conversation, not_a_group, not_a_manager
from safespot_tui.actions.words import person_named
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


async def _new(context: ActionContext) -> None:
    group = await context.surface.new_group()
    if group is not None:
        context.surface.open(await context.messenger.create_group(group.name, group.user_ids))


async def _rename(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    if conversation_id is None:
        return
    name = await context.surface.ask_text(
        _("New name of the group"), context.store.title(conversation_id)
    )
    if name is not None:
        await context.messenger.rename_conversation(conversation_id, name)


async def _add(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    if conversation_id is None:
        return
    there = [member.user_id for member in context.store.members(conversation_id)]
    user_ids = await context.surface.pick_people(_("Add to the group"), there)
    if user_ids:
        await context.messenger.add_members(conversation_id, user_ids)


async def _remove(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    if conversation_id is None:
        return
    choices = [
        Choice(user.id, user.alias)
        for member in context.store.others(conversation_id)
        if (user := context.store.user(member.user_id)) is not None
    ]
    if not choices:
        context.surface.tell(_("There is nobody else in this group."))
        return
    user_id = await context.surface.choose(_("Remove from the group"), choices)
    user = context.store.user(UserId(user_id)) if user_id is not None else None
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


async def _rename_to(context: ActionContext, words: SafeText) -> None:
    if context.conversation_id is not None:
        await context.messenger.rename_conversation(context.conversation_id, words)


async def _invite(context: ActionContext, words: SafeText) -> None:
    if context.conversation_id is not None:
        person = await person_named(words, context)
        await context.messenger.add_members(context.conversation_id, [person.id])
        context.surface.tell(_("{alias} is in the group now.").format(alias=person.alias))


async def _rename_self_to(context: ActionContext, words: SafeText) -> None:
    await context.messenger.rename_self(words)


async def _rename_self(context: ActionContext) -> None:
    await context.surface.ask_alias()


def _no_name_of_its_own(context: ActionContext) -> str:
    """A conversation between two is called after the other person."""
    conversation_id = context.conversation_id
    conversation = context.store.conversation(conversation_id) if conversation_id else None
    if conversation is not None and conversation.type is not ConversationType.GROUP:
        return _("This conversation is called after the other person; only groups can be renamed.")
    return ""


GROUP_ACTIONS = (
    Action(
        id="group.new",
        section=Section.INBOX,
        title=N_("New group"),
        help=N_("Starts a group with a name and some people."),
        keys={Place.ANYWHERE: ("alt+g",), Place.INBOX: ("g",)},
        handler=_new,
        needs=(Capability.GROUPS,),
    ),
    Action(
        id="group.rename",
        section=Section.CONVERSATION,
        title=N_("Rename the group"),
        help=N_("Gives the group another name, for everybody in it."),
        keys={Place.ANYWHERE: ("f2",)},
        handler=_rename,
        on_words=_rename_to,
        words=N_("name"),
        objection=either(no_conversation, _no_name_of_its_own, not_a_manager),
        needs=(Capability.GROUPS,),
    ),
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
        objection=either(not_a_group, not_a_manager),
        needs=(Capability.GROUPS,),
    ),
    Action(
        id="self.rename",
        section=Section.APP,
        title=N_("Change your alias"),
        help=N_("Changes the name that everybody sees you by."),
        keys={Place.ANYWHERE: ("alt+i",)},
        handler=_rename_self,
        on_words=_rename_self_to,
        words=N_("alias"),
        needs=(Capability.RENAME_SELF,),
    ),
)
