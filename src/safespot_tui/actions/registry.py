"""All actions, in the order in which help lists them."""

from collections.abc import Mapping, Sequence

from safespot_tui.actions.action import Action, NotUnderstood, Place, Section
from safespot_tui.actions.app_actions import APP_ACTIONS
from safespot_tui.actions.capabilities import is_offered, missing_words
from safespot_tui.actions.conversation_actions import CONVERSATION_ACTIONS
from safespot_tui.actions.evidence_actions import EVIDENCE_ACTIONS
from safespot_tui.actions.flag_actions import FLAG_ACTIONS
from safespot_tui.actions.forward_actions import FORWARD_ACTIONS
from safespot_tui.actions.group_actions import GROUP_ACTIONS
from safespot_tui.actions.image_actions import IMAGE_ACTIONS
from safespot_tui.actions.insight_actions import INSIGHT_ACTIONS
from safespot_tui.actions.key_words import key_name
from safespot_tui.actions.keymap import keys_now
from safespot_tui.actions.link_actions import LINK_ACTIONS
from safespot_tui.actions.look_actions import LOOK_ACTIONS
from safespot_tui.actions.member_actions import MEMBER_ACTIONS
from safespot_tui.actions.message_actions import MESSAGE_ACTIONS
from safespot_tui.actions.moderation_actions import MODERATION_ACTIONS
from safespot_tui.actions.quiet_actions import QUIET_ACTIONS
from safespot_tui.actions.report_actions import REPORT_ACTIONS
from safespot_tui.actions.search_actions import SEARCH_ACTIONS
from safespot_tui.actions.silent_actions import SILENT_ACTIONS
from safespot_tui.actions.stage_actions import STAGE_ACTIONS
from safespot_tui.actions.surface import ActionContext
from safespot_tui.actions.triage_actions import TRIAGE_ACTIONS
from safespot_tui.actions.unread_actions import UNREAD_ACTIONS
from safespot_tui.actions.wall_actions import WALL_ACTIONS
from safespot_tui.actions.watch_actions import WATCH_ACTIONS
from safespot_tui.actions.writing_actions import WRITING_ACTIONS
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

ACTIONS: Mapping[str, Action] = {
    action.id: action
    for action in (
        *APP_ACTIONS,
        *UNREAD_ACTIONS,
        *WATCH_ACTIONS,
        *INSIGHT_ACTIONS,
        *WALL_ACTIONS,
        *QUIET_ACTIONS,
        *SILENT_ACTIONS,
        *LOOK_ACTIONS,
        *CONVERSATION_ACTIONS,
        *SEARCH_ACTIONS,
        *REPORT_ACTIONS,
        *GROUP_ACTIONS,
        *MEMBER_ACTIONS,
        *MESSAGE_ACTIONS,
        *FLAG_ACTIONS,
        *MODERATION_ACTIONS,
        *EVIDENCE_ACTIONS,
        *LINK_ACTIONS,
        *FORWARD_ACTIONS,
        *IMAGE_ACTIONS,
        *WRITING_ACTIONS,
        *TRIAGE_ACTIONS,
        *STAGE_ACTIONS,
    )
}


async def perform(action: Action, context: ActionContext, words: str = "") -> None:
    """Do it, or say why it cannot be done now. Raises what the handler raises.

    `words` were written behind it. Raises `NotUnderstood` where it has no use for them.
    """
    reason = objection_to(action, context)
    if reason:
        context.surface.tell(reason)
    elif not words:
        await action.handler(context)
    elif action.on_words is not None:
        await action.on_words(context, safe_line(words))
    else:
        raise NotUnderstood(_("“{title}” takes no words behind it.").format(title=_(action.title)))


def objection_to(action: Action, context: ActionContext) -> str:
    """Why it cannot be done now, as a sentence; empty when it can."""
    if not is_offered(action, context.messenger.capabilities):
        return missing_words(action.needs[0])
    return action.objection(context)


def in_section(section: Section) -> Sequence[Action]:
    """The actions under one heading of the help."""
    return [action for action in ACTIONS.values() if action.section is section]


def keys_of(action: Action) -> Sequence[tuple[Place, str]]:
    """Every key that an action has now, those that count anywhere first."""
    keys = keys_now(action)
    return [(place, key) for place in Place for key in keys.get(place, ())]


def first_key(action: Action, at: Place | None = None) -> str:
    """The key to tell in one word, by preference one that counts at `at`; empty without any."""
    keys = sorted(keys_of(action), key=lambda placed: placed[0] is not at)
    return next((told_key(place, key) for place, key in keys), "")


def told_key(place: Place, key: str) -> str:
    """A key as one is told of it elsewhere: what counts in a menu, with the menu's before it."""
    if place is not Place.MODERATING:
        return key_name(key)
    return f"{first_key(ACTIONS['moderation.menu'])} {key_name(key)}".strip()
