"""What is different between what was told and what the server says now."""

from msgspec import UNSET, structs

from safespot_tui.domain.event import MessageChanges, MessageUpdated
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.message import Message
from safespot_tui.gateway.safespot.room import Known, Room

_MISSING = object()
_MUTABLE = ("content", "edited_at", "reactions", "starred")


def different(room: Room, fields: dict[str, object]) -> dict[str, object]:
    """The fields that were told otherwise, or not at all; they count as told from now on."""
    found = {name: v for name, v in fields.items() if room.told.get(name, _MISSING) != v}
    room.told |= found
    return found


def changes_of(held: Message, come: Message, *, whole: bool = False) -> MessageChanges:
    """What a history says otherwise of a message; with `whole`, all that it can say."""
    made = {
        name: getattr(come, name)
        for name in _MUTABLE
        if whole or getattr(held, name) != getattr(come, name)
    }
    if made.get("edited_at", UNSET) is None:
        del made["edited_at"]
    return MessageChanges(**made)


def retold(known: Known, me: UserId) -> MessageUpdated:
    """All that may have changed of a message since an earlier process told it."""
    message = known.message(me)
    told = ticks(delivered=message.delivered, read=message.read)
    changes = structs.replace(
        changes_of(message, message, whole=True),
        revision=known.revision,
        delivered=told.delivered,
        read=told.read,
    )
    return MessageUpdated(message.id, message.conversation_id, changes)


def ticks(*, delivered: bool, read: bool) -> MessageChanges:
    """How far a message has come; nothing is ever taken back."""
    return MessageChanges(delivered=delivered or UNSET, read=read or UNSET)
