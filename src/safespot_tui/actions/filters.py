"""The parts of the inbox that a user may ask for."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from safespot_tui.actions.folder import Folder
from safespot_tui.actions.matching import belongs
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.store.store import Store


class InboxFilter(StrEnum):
    """A part of the inbox."""

    ALL = "all"
    UNREAD = "unread"
    GROUPS = "groups"
    REPORTS = "reports"
    ARCHIVED = "archived"


Part = InboxFilter | Folder
"""One of the parts that every inbox has, or one that the user made up."""


def part_title(chosen: Part) -> str:
    """What a part of the inbox is called."""
    match chosen:
        case Folder(name):
            return name
        case InboxFilter.ALL:
            return _("All")
        case InboxFilter.UNREAD:
            return _("Unread")
        case InboxFilter.GROUPS:
            return _("Groups")
        case InboxFilter.REPORTS:
            return _("Reports")
        case InboxFilter.ARCHIVED:
            return _("Archived")
        case _:
            assert_never(chosen)


def filtered(
    store: Store, chosen: Part, now: datetime, keep: ConversationId | None = None
) -> Sequence[ConversationId]:
    """The conversations of a part of the inbox, in the inbox's order.

    `keep` is one that stays while it is open although it has just been read, so that reading the
    unread does not pull the row away from under the reader.
    """
    match chosen:
        case Folder():
            return [
                conversation_id
                for conversation_id in store.inbox(archived=chosen.shows_archived)
                if conversation_id == keep or belongs(store, conversation_id, chosen, now)
            ]
        case InboxFilter.ALL:
            return store.inbox()
        case InboxFilter.ARCHIVED:
            return store.inbox(archived=True)
        case InboxFilter.UNREAD:
            return [
                conversation_id
                for conversation_id in store.inbox()
                if conversation_id == keep or store.is_unread(conversation_id)
            ]
        case InboxFilter.GROUPS | InboxFilter.REPORTS:
            return [
                conversation_id
                for conversation_id in store.inbox()
                if _is_of(store, conversation_id, chosen)
            ]
        case _:
            assert_never(chosen)


def _is_of(store: Store, conversation_id: ConversationId, chosen: InboxFilter) -> bool:
    conversation = store.conversation(conversation_id)
    if conversation is None:
        return False
    if chosen is InboxFilter.GROUPS:
        return conversation.type is ConversationType.GROUP
    return conversation.report_id is not None
