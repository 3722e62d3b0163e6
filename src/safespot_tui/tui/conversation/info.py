"""All that is known of one message, fact by fact: for who wants to know exactly."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from safespot_tui.domain.delivery import MOST_TOLD_OF_READING, Delivery
from safespot_tui.domain.ids import is_temp
from safespot_tui.domain.intent import OutboxItem, OutboxState
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation.words import alias_of, tombstone_words


class Fact(Struct, frozen=True):
    """Something that is known, and what it is."""

    what: str
    value: str


def facts_of(store: Store, message: Message) -> Sequence[Fact]:
    """Who wrote a message and when, how far it has come with whom, and what it is called."""
    return [
        Fact(_("From"), alias_of(store, message.sender_id)),
        Fact(_("Written"), _exact(message.created_at)),
        *_changes(message),
        *_on_its_way(store, message),
        *_delivery(store, message),
        *_names(message),
    ]


def reactions_to(store: Store, message: Message) -> Sequence[Fact]:
    """Every emoji under a message, and who chose it."""
    return [
        Fact(
            f"{reaction.emoji} {len(reaction.user_ids)}",
            ", ".join(alias_of(store, user_id) for user_id in reaction.user_ids),
        )
        for reaction in message.reactions
    ]


def versions_of(message: Message, revisions: Sequence[Revision]) -> Sequence[Fact]:
    """What it said and from when on, oldest first; at the end, when it was deleted."""
    facts = [
        Fact(_exact(each.said_at), "\n".join(filter(None, (each.content, each.caption))))
        for each in revisions
    ]
    if message.deleted_at is not None:
        facts.append(Fact(_exact(message.deleted_at), _removed_words(message)))
    return facts


def _removed_words(message: Message) -> str:
    return tombstone_words(message) if message.removal else _("(deleted)")


def _changes(message: Message) -> Iterator[Fact]:
    if message.edited_at is not None:
        yield Fact(_("Edited"), _exact(message.edited_at))
    if message.deleted_at is not None:
        yield Fact(_("Deleted"), _exact(message.deleted_at))
    if message.removal:
        yield Fact(_("Removed"), tombstone_words(message))


def _on_its_way(store: Store, message: Message) -> Iterator[Fact]:
    """What the server has not done yet, or refused."""
    item = store.send_of(message) or store.failure_of(message) or store.deletion_of(message)
    if item is not None:
        yield Fact(_("On its way"), _state_words(item))


def _state_words(item: OutboxItem) -> str:
    match item.state:
        case OutboxState.QUEUED if item.reason:
            return _("waiting to be sent: {reason}").format(reason=item.reason)
        case OutboxState.QUEUED:
            return _("waiting to be sent")
        case OutboxState.SENDING:
            return _("being sent")
        case OutboxState.FAILED:
            return _("refused: {reason}").format(reason=item.reason)


def _delivery(store: Store, message: Message) -> Iterator[Fact]:
    """With whom an own message has arrived; of the others' messages, who has read them."""
    if is_temp(message.id) or message.deleted_at is not None:
        return
    others = [m for m in store.others(message.conversation_id) if m.user_id != message.sender_id]
    read = [m for m in others if m.read_position >= message.position]
    own = message.sender_id is not None and message.sender_id == store.me
    if len(others) >= MOST_TOLD_OF_READING:
        if own:
            yield Fact(_("Delivery"), _delivery_words(store.delivery(message)))
        return
    there = [m for m in others if m not in read and m.delivered_position >= message.position]
    missing = [m for m in others if m not in read and m not in there]
    if own and message.read and not read:
        # Told of the message itself, by a server that keeps no watermark of each member.
        read, there, missing = others, [], []
    elif own and message.delivered and not there:
        there, missing = missing, []
    for members, what in (
        (read, _("Read by")),
        (there if own else [], _("Delivered to")),
        (missing if own else [], _("Not delivered to")),
    ):
        if members:
            yield Fact(what, _aliases(store, members))
    if own and not others:
        yield Fact(_("Delivery"), _delivery_words(store.delivery(message)))


def _delivery_words(delivery: Delivery) -> str:
    match delivery:
        case Delivery.PENDING:
            return _("waiting to be sent")
        case Delivery.FAILED:
            return _("not sent")
        case Delivery.SENT:
            return _("the server has it")
        case Delivery.DELIVERED:
            return _("delivered")
        case Delivery.READ:
            return _("read")


def _names(message: Message) -> Iterator[Fact]:
    if not is_temp(message.id):
        yield Fact(_("Id"), message.id)
    if message.client_message_id is not None:
        yield Fact(_("Client id"), message.client_message_id)
    if message.reply_to_id is not None:
        yield Fact(_("Answers"), message.reply_to_id)


def _aliases(store: Store, members: Sequence[Member]) -> str:
    return ", ".join(sorted(alias_of(store, member.user_id) for member in members))


def _exact(moment: datetime) -> str:
    """A moment to the second, where the user is."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
