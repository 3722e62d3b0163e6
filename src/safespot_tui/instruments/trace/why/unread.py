"""Why a conversation is unread, or since when it is not."""

from msgspec import UNSET

from safespot_tui.domain.event import MemberUpdated, MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.i18n import _, ngettext
from safespot_tui.instruments.trace.entry import Called
from safespot_tui.instruments.trace.why.missing import missing
from safespot_tui.instruments.trace.why.seen import MOST_SENTENCES, Seen, Sentences


def unread(seen: Seen, conversation_id: ConversationId) -> Sentences:
    """Why a conversation is unread, or since when it is not."""
    store = seen.store
    own, conversation = store.own(conversation_id), store.conversation(conversation_id)
    if own is None or conversation is None:
        yield _("It is not here.")
        yield from missing(seen, conversation_id)
        return
    count = store.unread(conversation_id)
    if count:
        yield ngettext(
            "“{title}” has {count} unread message: it was read up to position {read}, and the "
            "newest is at {head}.",
            "“{title}” has {count} unread messages: it was read up to position {read}, and the "
            "newest is at {head}.",
            count,
        ).format(
            title=store.title(conversation_id),
            count=count,
            read=own.read_position,
            head=conversation.head_position,
        )
    elif own.marked_unread:
        yield _("“{title}” holds nothing new; the user marked it unread.").format(
            title=store.title(conversation_id)
        )
    else:
        yield _("“{title}” is not unread: it was read up to position {read}.").format(
            title=store.title(conversation_id), read=own.read_position
        )
    yield from _newest(seen, conversation_id, own.read_position)
    yield from _readings(seen, conversation_id)
    if store.is_silent:
        yield _("In silent mode nothing is read by being looked at.")


def _newest(seen: Seen, conversation_id: ConversationId, read: int) -> Sentences:
    told = {
        item.event.message.id: entry
        for entry, item in seen.received()
        if isinstance(item.event, MessageCreated)
    }
    rows = seen.store.timeline(conversation_id).rows[-MOST_SENTENCES:]
    for row in rows:
        message = seen.store.base_message(MessageId(row))
        if message is None or message.position <= read or message.sender_id == seen.store.me:
            continue
        entry = told.get(message.id)
        if entry is None:
            yield _(
                "Position {position}, {id}: it was there before the trace began, or came "
                "with an answer."
            ).format(position=message.position, id=message.id)
        else:
            yield _("Position {position}, {id}: told in {where}.").format(
                position=message.position, id=message.id, where=seen.where(entry)
            )


def _readings(seen: Seen, conversation_id: ConversationId) -> Sentences:
    opened = [
        entry
        for entry in seen.trace
        if isinstance(entry, Called)
        and entry.name == "watch"
        and conversation_id in entry.about.get("conversation_ids", "").split()
    ]
    if opened:
        yield _("It was last opened here in {where}.").format(where=seen.where(opened[-1]))
    else:
        yield _("It was not opened here since the trace began.")
    marks = [
        entry
        for entry in seen.calls("perform")
        if entry.about.get("intent") == "MarkRead"
        and entry.about.get("conversation_id") == conversation_id
    ]
    for mark in marks[-3:]:
        yield _("The client asked in {where} for it to be read: {outcome}").format(
            where=seen.where(mark), outcome=seen.outcome(mark)
        )
    elsewhere = [
        entry
        for entry, item in seen.received()
        if isinstance(event := item.event, MemberUpdated)
        and event.conversation_id == conversation_id
        and event.user_id == seen.store.me
        and event.changes.read_position is not UNSET
    ]
    if elsewhere:
        yield _("The server last said how far it is read in {where}.").format(
            where=seen.where(elsewhere[-1])
        )
