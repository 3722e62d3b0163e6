"""What the user wants to be told of in a conversation."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from safespot_tui.actions.filters import Part, is_in, parts_by_name
from safespot_tui.actions.folder import Folder
from safespot_tui.config.settings import NotificationSettings, Notify
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store


class Rules(Struct, frozen=True):
    """The settings, with the parts of the inbox that they name."""

    settings: NotificationSettings
    parts: Sequence[tuple[Part, Notify]]


def rules_of(settings: NotificationSettings, folders: Sequence[Folder]) -> Rules:
    """What the settings mean; a name that no part of the inbox has, means nothing."""
    named = parts_by_name(folders)
    rules = [(named[name], rule) for name, rule in settings.folders.items() if name in named]
    return Rules(settings, rules)


def rule_of(store: Store, conversation_id: ConversationId, rules: Rules, now: datetime) -> Notify:
    """The conversation's own rule, else that of the first folder it is in, else the general one."""
    if rules.settings.conversations:
        title = store.title(conversation_id).casefold()
        for name, rule in rules.settings.conversations.items():
            if name == conversation_id or name.casefold() == title:
                return rule
    for part, rule in rules.parts:
        if is_in(store, conversation_id, part, now):
            return rule
    return rules.settings.notify
