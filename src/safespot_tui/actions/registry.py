"""All actions, in the order in which help lists them."""

from collections.abc import Mapping, Sequence

from safespot_tui.actions.action import Action, ActionContext, Place, Section
from safespot_tui.actions.app_actions import APP_ACTIONS
from safespot_tui.actions.conversation_actions import CONVERSATION_ACTIONS
from safespot_tui.actions.group_actions import GROUP_ACTIONS
from safespot_tui.actions.message_actions import MESSAGE_ACTIONS

ACTIONS: Mapping[str, Action] = {
    action.id: action
    for action in (*APP_ACTIONS, *CONVERSATION_ACTIONS, *GROUP_ACTIONS, *MESSAGE_ACTIONS)
}


async def perform(action: Action, context: ActionContext) -> None:
    """Do it, or say why it cannot be done now. Raises what the handler raises."""
    reason = action.objection(context)
    if reason:
        context.surface.tell(reason)
    else:
        await action.handler(context)


def in_section(section: Section) -> Sequence[Action]:
    """The actions under one heading of the help."""
    return [action for action in ACTIONS.values() if action.section is section]


def keys_of(action: Action) -> Sequence[tuple[Place, str]]:
    """Every key of an action, those that count anywhere first."""
    return [(place, key) for place in Place for key in action.keys.get(place, ())]
