"""A conversation as a case that no server keeps: made of what the store knows.

What the user made of it (claimed, snoozed, done, noted) is kept as a `Case`, too. Its times of
messages are those of the moment when it was kept, so that what has come since is seen by the
server's clock, whatever the clock of this machine says.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct, structs

from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.ids import ConversationId, MessageId, UserId, is_temp
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.store.reader import Reader
from safespot_tui.store.timeline import is_gap

MOST_LOOKED_THROUGH = 50
"""Messages of one conversation."""


class Unanswered(Struct, frozen=True):
    """What others wrote after the user did, as far as it is known."""

    since: datetime | None = None
    """When the oldest of it was written; None: there is nothing."""
    newest: datetime | None = None
    """When somebody else wrote last, as far as was looked."""
    answered: bool = False
    """Whether the user's own last message was seen: nothing before it counts."""


def local_case(
    store: Reader,
    conversation_id: ConversationId,
    kept: Case | None = None,
    since: datetime | None = None,
    moderators: Collection[UserId] = (),
) -> Case | None:
    """The case of a conversation that the user is in; None for any other.

    `kept` is what the user made of it. `since` is from when something is known to wait, where that
    is further back than what the store holds. What one of the `moderators` writes is an answer, as
    what the user does.
    """
    conversation = store.conversation(conversation_id)
    if conversation is None or store.own(conversation_id) is None:
        return None
    settled = settled_until(kept) if kept is not None else None
    found = unanswered(store, conversation, settled, moderators)
    waiting = found.since
    if waiting is not None and since is not None and not found.answered:
        waiting = min(waiting, since) if _is_after(since, settled) else waiting
    case = Case(
        conversation_id,
        conversation.type,
        conversation.created_at,
        name=conversation.name,
        report_id=conversation.report_id,
        waiting_since=waiting,
        last_message_at=conversation.last_message_at,
    )
    if kept is None:
        return case
    is_news = _is_after(found.newest, kept.last_message_at)
    return structs.replace(
        case,
        revision=kept.revision,
        claimed_by=kept.claimed_by,
        snoozed_until=None if is_news else kept.snoozed_until,
        done_at=None if is_news else kept.done_at,
        notes=kept.notes,
    )


def settled_until(kept: Case) -> datetime | None:
    """Up to when nothing waits any more, by what is kept: what was done stays done."""
    if kept.waiting_since is not None:
        return kept.waiting_since - timedelta.resolution
    return kept.last_message_at


def unanswered(
    store: Reader,
    conversation: Conversation,
    settled: datetime | None = None,
    moderators: Collection[UserId] = (),
) -> Unanswered:
    """What waits for an answer of the user's, of what was written after all was `settled`."""
    rows = store.timeline(conversation.id).rows
    if not rows or (len(rows) == 1 and is_gap(rows[0])):
        return _previewed(conversation, store.me, settled)
    found = Unanswered()
    for message in _backwards(store, conversation.id):
        if message.sender_id == store.me:
            if _has_failed(store, message):
                continue
            return structs.replace(found, answered=True)
        if message.sender_id in moderators:
            return structs.replace(found, answered=True)
        if not _is_after(message.created_at, settled):
            break
        found = _with(found, message)
    return found


def is_answered(store: Reader, conversation_id: ConversationId, since: datetime) -> bool:
    """Whether the user has written after that; what is on its way counts."""
    for message in _backwards(store, conversation_id):
        if message.sender_id == store.me and not _has_failed(store, message):
            return is_temp(message.id) or message.created_at > since
        if message.sender_id != store.me and message.created_at <= since:
            return False
    return False


def _backwards(store: Reader, conversation_id: ConversationId) -> Iterator[Message]:
    """What people wrote, newest first, down to where something may be missing."""
    for row in islice(reversed(store.timeline(conversation_id).rows), MOST_LOOKED_THROUGH):
        message = None if is_gap(row) else store.message(MessageId(row))
        if message is None:
            return
        if message.type is not MessageType.SYSTEM:
            yield message


def _has_failed(store: Reader, message: Message) -> bool:
    item = store.send_of(message)
    return item is not None and item.state is OutboxState.FAILED


def _with(found: Unanswered, message: Message) -> Unanswered:
    """What was deleted needs no answer."""
    newest = found.newest or message.created_at
    since = found.since if message.deleted_at is not None else message.created_at
    return Unanswered(since, newest)


def _previewed(
    conversation: Conversation, me: UserId | None, settled: datetime | None
) -> Unanswered:
    """Of which only is known how the last message reads."""
    preview, at = conversation.preview, conversation.last_message_at
    if preview is None or at is None or preview.type is MessageType.SYSTEM:
        return Unanswered()
    if preview.sender_id == me:
        return Unanswered(answered=True)
    return Unanswered(at, at) if _is_after(at, settled) else Unanswered()


def _is_after(moment: datetime | None, other: datetime | None) -> bool:
    return moment is not None and (other is None or moment > other)
