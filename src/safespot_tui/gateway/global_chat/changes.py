"""What a `partial` says has changed: the fields that it sets, and no others."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import UNSET, UnsetType

from safespot_tui.contract.events import ConversationPartial, MemberPartial, MessagePartial
from safespot_tui.domain.event import ConversationChanges, MemberChanges, MessageChanges
from safespot_tui.domain.member import Role
from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.gateway.global_chat.translate import (
    count,
    lock,
    message_id,
    moment,
    optional,
    reactions,
)

WireT = TypeVar("WireT")
DomainT = TypeVar("DomainT")


def _told(translate: Callable[[WireT], DomainT], value: WireT | None) -> DomainT | UnsetType:
    """`value` translated; null stands for unchanged wherever nothing can be taken back."""
    return UNSET if value is None else translate(value)


def of_message(partial: MessagePartial) -> MessageChanges:
    """What an edit, a deletion, a reaction or the user's own star changed."""
    return MessageChanges(
        revision=_told(count, partial.revision),
        content=_told(safe_text, partial.content),
        edited_at=_told(moment, partial.edited_at),
        deleted_at=_told(moment, partial.deleted_at),
        removal=_told(safe_text, partial.removal),
        reactions=_told(reactions, partial.reactions),
        starred=_told(bool, partial.starred),
        star_revision=_told(count, partial.star_revision),
    )


def of_conversation(partial: ConversationPartial) -> ConversationChanges:
    """A new name or icon; another pinned message or lock, of which null says: none any more."""
    repinned = "pinned_message_id" in partial.model_fields_set
    return ConversationChanges(
        name=_told(safe_line, partial.metadata.get("name")),
        icon=_told(safe_line, partial.metadata.get("icon")),
        pinned_message_id=optional(message_id, partial.pinned_message_id) if repinned else UNSET,
        lock=optional(lock, partial.lock) if "lock" in partial.model_fields_set else UNSET,
    )


def of_member(partial: MemberPartial) -> MemberChanges:
    """A watermark that moved, or flags; of these only `muted_until` knows null: not muted."""
    unmuted_or_muted = "muted_until" in partial.model_fields_set
    return MemberChanges(
        role=_told(Role, partial.role),
        last_read_message_id=_told(message_id, partial.last_read_message_id),
        read_position=_told(count, partial.read_position),
        pinned=_told(bool, partial.pinned),
        archived=_told(bool, partial.archived),
        muted_until=optional(moment, partial.muted_until) if unmuted_or_muted else UNSET,
        marked_unread=_told(bool, partial.marked_unread),
    )
