"""What is known, in sentences: one line each, and nothing that only an eye would find."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.words import (
    alias_of,
    failure_words,
    image_host,
    notice_words,
    tombstone_words,
    untitled_words,
)

_ENDINGS = (".", "!", "?", "…", ":", ";")


def message_line(
    store: Store, clock: Clock, message: Message, number: int, hits: Sequence[str] = ()
) -> str:
    """A message as one would read it out: who, when, to whom, what, and what became of it.

    `hits` names the watch rules that it hits.
    """
    return f"{number}. {spoken(store, clock, message, hits)}"


def spoken(store: Store, clock: Clock, message: Message, hits: Sequence[str] = ()) -> str:
    """A message without its number."""
    if message.type is MessageType.SYSTEM:
        return f"{when(clock, message)}: {_ended(notice_words(store, message))}"
    who = alias_of(store, message.sender_id)
    parts = [_ended(body(message)), *_states(store, message)]
    if hits:
        parts.append(_("Hits a watch rule: {names}.").format(names=", ".join(hits)))
    return f"{who}, {when(clock, message)}{_answering(store, message)}: {' '.join(parts)}"


def body(message: Message) -> SafeText:
    """The words of a message in one line."""
    if message.deleted_at is not None:
        return safe_line(tombstone_words(message))
    if message.type is not MessageType.IMAGE:
        return safe_line(message.content)
    host = image_host(message.content)
    said = _("Image from {host}.").format(host=host) if host else _("Image.")
    return safe_line(f"{said} {message.caption}")


def when(clock: Clock, message: Message) -> str:
    """The time; the day before it, unless it is today."""
    time, day = clock.time_of_day(message.created_at), clock.brief(message.created_at)
    return time if day == time else f"{day} {time}"


def title_of(store: Store, conversation_id: ConversationId) -> str:
    """What a conversation is called."""
    conversation = store.conversation(conversation_id)
    title = store.title(conversation_id)
    return title or (untitled_words(conversation) if conversation else "")


def conversation_line(store: Store, clock: Clock, conversation_id: ConversationId) -> str:
    """A conversation in a list: its name, what is new there, what was said last."""
    own, conversation = store.own(conversation_id), store.conversation(conversation_id)
    parts = [title_of(store, conversation_id)]
    if conversation is not None and conversation.type is ConversationType.GROUP:
        parts.append(_("group"))
    if count := store.unread(conversation_id):
        parts.append(ngettext("{count} unread", "{count} unread", count).format(count=count))
    elif store.is_unread(conversation_id):
        parts.append(_("marked unread"))
    if own is not None and own.pinned:
        parts.append(_("pinned"))
    if own is not None and own.muted_until is not None and own.muted_until > clock():
        parts.append(_("muted"))
    if own is not None and not own.role.takes_part:
        parts.append(_("observed"))
    draft = store.draft(conversation_id)
    if draft is not None and not draft.is_empty:
        parts.append(_("with a draft"))
    last_id = conversation.last_message_id if conversation is not None else None
    last = store.message(last_id) if last_id is not None else None
    said = f". {spoken(store, clock, last)}" if last is not None else "."
    return ", ".join(parts) + said


def people_lines(store: Store, conversation_id: ConversationId) -> Iterator[str]:
    """Who is in a conversation, who is online, who is typing."""
    for member in store.others(conversation_id):
        user = store.user(member.user_id)
        if user is not None:
            yield _online(user.alias) if store.online(user.id) else user.alias
    typing = names(store, [user for user in store.typing(conversation_id) if user != store.me])
    if typing:
        yield _("Typing now: {names}.").format(names=typing)


def connection_sentence(connection: Connection) -> str:
    """What has become of the way to the server; empty for what is on its way."""
    match connection.state:
        case ConnectionState.LIVE:
            return _("Connected.")
        case ConnectionState.OFFLINE:
            return safe_line(
                _("Offline. What you write is kept and sent later. {reason}").format(
                    reason=connection.reason
                )
            )
        case ConnectionState.SUSPENDED:
            return connection.reason
        case ConnectionState.LOGGED_OUT:
            return _("You have been logged out. What you write is kept; /log-in-again lets you in.")
        case ConnectionState.CONNECTING | ConnectionState.CATCHING_UP:
            return ""
        case _:
            assert_never(connection.state)


def unread_sentence(store: Store) -> str:
    """How much is new, and how to get there."""
    unread = store.unread_total.messages
    if not unread:
        return _("Everything is read.")
    return ngettext(
        "{n} unread message. /next opens the first conversation that has some.",
        "{n} unread messages. /next opens the first conversation that has some.",
        unread,
    ).format(n=unread)


def names(store: Store, user_ids: Sequence[UserId]) -> str:
    """Some people: “Ana, Marcos and you”."""
    aliases = [_("you") if user_id == store.me else alias_of(store, user_id)
               for user_id in user_ids]  # fmt: skip
    if len(aliases) < 2:
        return "".join(aliases)
    return _("{names} and {last}").format(names=", ".join(aliases[:-1]), last=aliases[-1])


def flag_sentences(store: Store, clock: Clock, conversation_id: ConversationId) -> Iterator[str]:
    """How the user has set a conversation, always in the same order; to hear what has changed."""
    own, pinned = store.own(conversation_id), store.pinned_message(conversation_id)
    if own is None:
        return
    muted = own.muted_until is not None and own.muted_until > clock()
    yield _("Pinned to the top of the inbox.") if own.pinned else _("Not pinned any more.")
    yield _("Moved to the archive.") if own.archived else _("Back in the inbox.")
    yield _("Muted.") if muted else _("Not muted any more.")
    yield _("Marked unread.") if own.marked_unread else _("Not marked unread any more.")
    message = store.message(pinned) if pinned is not None else None
    yield (
        _("Pinned message: {words}").format(words=body(message))
        if message is not None
        else _("No pinned message.")
    )


def changes(store: Store, before: Message, now: Message, number: int) -> Iterator[str]:
    """What became of a message since it was said."""
    who = alias_of(store, now.sender_id)
    if now.deleted_at is not None:
        if before.deleted_at is None and now.removal:
            yield _("The moderators removed message {number}: {reason}").format(
                number=number, reason=safe_line(now.removal)
            )
        elif before.deleted_at is None:
            yield _("{who} deleted message {number}.").format(who=who, number=number)
        return
    if before.deleted_at is not None:
        yield _("Message {number} is back: {words}").format(number=number, words=body(now))
        return
    if before.content != now.content:
        yield _("{who} changed message {number}: {words}").format(
            who=who, number=number, words=body(now)
        )
    if before.starred != now.starred:
        form = _("Star on message {number}.") if now.starred else _("No star on message {number}.")
        yield form.format(number=number)
    yield from _reaction_changes(store, before, now, number)


def _reaction_changes(store: Store, before: Message, now: Message, number: int) -> Iterator[str]:
    had = {(r.emoji, user_id) for r in before.reactions for user_id in r.user_ids}
    has = {(r.emoji, user_id) for r in now.reactions for user_id in r.user_ids}
    for emoji, user_id in sorted(has - had):
        yield _("{who} reacted {emoji} to message {number}.").format(
            who=alias_of(store, user_id), emoji=emoji, number=number
        )
    for emoji, user_id in sorted(had - has):
        yield _("{who} took {emoji} back from message {number}.").format(
            who=alias_of(store, user_id), emoji=emoji, number=number
        )


def failure_of(store: Store, message: Message) -> str:
    """What the server refused of a message, and what can be done; empty if nothing."""
    item = store.failure_of(message)
    return "" if item is None else refusal_words(item)


def refusal_words(item: OutboxItem) -> str:
    """What the server refused, why, and what can be done."""
    return safe_line(failure_words(item, _("/retry, /edit or /discard.")))


def _answering(store: Store, message: Message) -> str:
    if message.reply_to_id is None or message.deleted_at is not None:
        return ""
    quoted = store.message(message.reply_to_id)
    if quoted is None:
        return _(", replying to a message further back")
    return _(", replying to {whom}").format(whom=names(store, [quoted.sender_id or UserId("")]))


def _states(store: Store, message: Message) -> Iterator[str]:
    if message.deleted_at is not None:
        return
    if message.edited_at is not None:
        yield _("Edited.")
    if message.starred:
        yield _("Starred.")
    for reaction in message.reactions:
        yield _("{emoji} from {names}.").format(
            emoji=reaction.emoji, names=names(store, reaction.user_ids)
        )
    if failure := failure_of(store, message):
        yield failure
    elif message.sender_id is not None and message.sender_id == store.me:
        yield delivery_words(store.delivery(message))


def delivery_words(delivery: Delivery) -> str:
    """How far an own message has come."""
    match delivery:
        case Delivery.PENDING:
            return _("Waiting to be sent.")
        case Delivery.SENT:
            return _("Sent.")
        case Delivery.DELIVERED:
            return _("Delivered.")
        case Delivery.READ:
            return _("Read.")
        case Delivery.FAILED:
            return _("Not sent.")
        case _:
            assert_never(delivery)


def _online(alias: str) -> str:
    return _("{name}, online").format(name=alias)


def _ended(words: str) -> str:
    return words if words.endswith(_ENDINGS) else f"{words}."
