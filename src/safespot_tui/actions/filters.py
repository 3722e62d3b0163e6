"""The parts of the inbox that a user may ask for."""

from collections.abc import Mapping, Sequence
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


def parts_by_name(folders: Sequence[Folder]) -> Mapping[str, Part]:
    """All parts of the inbox by the names that settings have for them."""
    return {
        **{part.value: part for part in InboxFilter},
        **{folder.name: folder for folder in folders},
    }


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
    ids = store.inbox(archived=_shows_archived(chosen))
    if chosen in {InboxFilter.ALL, InboxFilter.ARCHIVED}:
        return ids
    return [each for each in ids if each == keep or _is_of(store, each, chosen, now)]


def is_in(store: Store, conversation_id: ConversationId, chosen: Part, now: datetime) -> bool:
    """Whether a conversation is in a part of the inbox."""
    own = store.own(conversation_id)
    if own is None or own.archived != _shows_archived(chosen):
        return False
    return _is_of(store, conversation_id, chosen, now)


def _shows_archived(chosen: Part) -> bool:
    return chosen.shows_archived if isinstance(chosen, Folder) else chosen is InboxFilter.ARCHIVED


def _is_of(store: Store, conversation_id: ConversationId, chosen: Part, now: datetime) -> bool:
    """Whether one that is archived, or not, as all that is in a part, is in it."""
    conversation = store.conversation(conversation_id)
    if conversation is None:
        return False
    match chosen:
        case Folder():
            return belongs(store, conversation_id, chosen, now)
        case InboxFilter.ALL | InboxFilter.ARCHIVED:
            return True
        case InboxFilter.UNREAD:
            return store.is_unread(conversation_id)
        case InboxFilter.GROUPS:
            return conversation.type is ConversationType.GROUP
        case InboxFilter.REPORTS:
            return conversation.report_id is not None
        case _:
            assert_never(chosen)
