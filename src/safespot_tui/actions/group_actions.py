"""What can be done with a group, and with one's own name in it."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import either, no_conversation, not_a_group, not_a_manager
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain import emoji
from safespot_tui.domain.conversation import ConversationType
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


async def _set_icon(context: ActionContext) -> None:
    conversation_id = context.conversation_id
    conversation = context.store.conversation(conversation_id) if conversation_id else None
    if conversation is None:
        return
    if conversation.icon:
        choices = [Choice("other", _("Another icon…")), Choice("none", _("No icon"))]
        chosen = await context.surface.choose(_("Icon of the group"), choices)
        if chosen == "none":
            await context.messenger.set_icon(conversation.id, SafeText(""))
        if chosen != "other":
            return
    words = await context.surface.ask_text(
        _("Icon of the group"), conversation.icon, placeholder=_("An emoji, or its name: house")
    )
    if words is None:
        return
    icon = _emoji_in(words)
    if icon:
        await context.messenger.set_icon(conversation.id, icon)
    else:
        context.surface.tell(_("That is no emoji. Paste one, or give its name, such as house."))


def _emoji_in(words: str) -> SafeText:
    """The emoji that `words` are, or the name of; empty if it is neither."""
    found = emoji.by_character(words) or next(iter(emoji.search(words.strip(": "), 1)), None)
    return found.character if found else SafeText("")


async def _rename_to(context: ActionContext, words: SafeText) -> None:
    if context.conversation_id is not None:
        await context.messenger.rename_conversation(context.conversation_id, words)


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
        id="group.icon",
        section=Section.CONVERSATION,
        title=N_("Icon of the group"),
        help=N_("Gives the group another icon, an emoji, for everybody in it."),
        keys={Place.INBOX: ("i",)},
        handler=_set_icon,
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
