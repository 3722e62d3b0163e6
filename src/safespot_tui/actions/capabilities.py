"""What a server does not offer: its actions are hidden, and explained to who knows their keys."""

from typing import assert_never

from safespot_tui.actions.action import Action
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Capability


def is_offered(action: Action, capabilities: frozenset[Capability]) -> bool:
    """Whether a server that can do `capabilities` can do what the action asks of it."""
    return not action.needs or not capabilities.isdisjoint(action.needs)


def missing_words(capability: Capability) -> str:
    """What is told of something that a server cannot do."""
    match capability:
        case Capability.GROUPS:
            return _("This server does not offer groups.")
        case Capability.RENAME_SELF:
            return _("This server does not let you change your alias.")
        case Capability.CHANGE_PASSWORD:
            return _("On this server, a password is changed on its web site.")
        case Capability.MUTE:
            return _("This server cannot mute conversations.")
        case Capability.STARS:
            return _("This server does not keep stars.")
        case Capability.MESSAGE_PINS:
            return _("This server cannot pin messages.")
        case Capability.IMAGES:
            return _("This server does not take images.")
        case Capability.REPORTS:
            return _("This server does not tell of reports.")
        case Capability.LEAVE_DM:
            return _("On this server, a conversation between two cannot be left.")
        case Capability.FLAGS:
            return _("This server has no moderators to report anything to.")
        case Capability.MODERATION:
            return _("Only moderators can do that, and on this server you are none.")
        case (
            Capability.FORWARDS
            | Capability.SEARCH
            | Capability.HISTORY_PAGING
            | Capability.LIVE_EDITS
            | Capability.PRESENCE
            | Capability.WAKES_ARCHIVED
        ):
            return _("This server cannot do that.")
        case _:
            assert_never(capability)
