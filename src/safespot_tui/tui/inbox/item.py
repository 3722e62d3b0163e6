"""What one line pair of the inbox says, read by the conversation's id alone."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.intent import EditMessage, Intent, OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.palette import MARKS
from safespot_tui.tui.conversation.words import (
    alias_of,
    in_a_line,
    notice_words,
    quoted_words,
    tombstone_words,
    untitled_words,
)
from safespot_tui.tui.drawing.glyphs import HIT

MAX_COUNT = 99
"""More unread than this are shown as “99+”: nobody reads the exact number."""


class Role(StrEnum):
    """How a piece of the second line is meant."""

    PLAIN = "plain"
    SENDER = "sender"
    ASIDE = "aside"
    TYPING = "typing"
    DRAFT = "draft"
    FAILED = "failed"
    MARK = "mark"
    HIT = "hit"


Piece = tuple[str, Role]


class Marker(StrEnum):
    """What kind of conversation the first column tells of."""

    ONLINE = "online"
    OFFLINE = "offline"
    GROUP = "group"
    REPORT = "report"
    ICON = "icon"


class ConversationItem(Struct, frozen=True):
    """All that the inbox shows of one conversation, and the keys it was read under."""

    marker: Marker
    icon: str
    title: str
    about: str
    """The report that the conversation belongs to; empty without one."""
    time: str
    snippet: tuple[Piece, ...]
    badge: str
    """How much is unread: a number, a dot where it was only marked so, or nothing."""
    called: bool
    """Whether something unread calls the user by name."""
    failed: int
    """How much the server refused and waits for the user's word."""
    pinned: bool
    muted: bool
    muted_until: str
    """Until when, if that is to be seen."""
    draft: bool
    """Whether something is written that the second line does not show."""
    pending: bool
    """Whether something is on its way that the second line does not show."""
    read_under: frozenset[keys.Key]


class Sends(Struct, frozen=True):
    """What is on its way in one conversation."""

    newest: MessageId | None = None
    """The row of the last one that is a message."""
    failed: OutboxItem | None = None
    """The first message, or change of one, that the server refused."""
    refusals: int = 0
    """How many there are of those."""
    waiting: bool = False
    """Whether a message waits for the server."""


def sends_by_conversation(outbox: Sequence[OutboxItem]) -> Mapping[ConversationId, Sends]:
    """The outbox as the inbox needs it."""
    sends: dict[ConversationId, Sends] = {}
    for item in outbox:
        conversation_id = item.intent.conversation_id
        held = sends.get(conversation_id, Sends())
        failed = item if item.state is OutboxState.FAILED else None
        sends[conversation_id] = Sends(
            item.row_key or held.newest,
            held.failed or failed,
            held.refusals + (failed is not None),
            held.waiting or (item.row_key is not None and failed is None),
        )
    return sends


def read_item(
    store: Store,
    conversation_id: ConversationId,
    sends: Sends,
    clock: Clock,
    hits: tuple[str, ...] = (),
) -> ConversationItem | None:
    """What the inbox says of a conversation; None for one that is not there any more.

    `hits` names the watch rules that have hit something in it which waits to be looked at.
    """
    conversation, own = store.conversation(conversation_id), store.own(conversation_id)
    if conversation is None or own is None:
        return None
    read_under = {
        keys.conversation(conversation_id),
        keys.draft(conversation_id),
        keys.typing(conversation_id),
    }
    report = None
    if conversation.report_id is not None:
        report = store.report(conversation.report_id)
        read_under.add(keys.report(conversation.report_id))
    marker = _marker(store, conversation, read_under)
    title = store.title(conversation_id) or untitled_words(conversation)
    message_id = sends.newest or conversation.last_message_id
    message = None
    if message_id is not None:
        message = store.message(message_id)
        read_under.add(keys.message(message_id))
    snippet = _snippet(store, conversation, message, sends, read_under)
    if hits:
        snippet = ((f"{HIT} {', '.join(hits)} ", Role.HIT), *snippet)
    if not own.role.takes_part:
        observed = _("observed")
        snippet = ((f"{observed} · ", Role.HIT), *snippet)
    muted = own.muted_until is not None and own.muted_until > clock()

    def shows(role: Role) -> bool:
        return any(piece[1] is role for piece in snippet)

    unread = store.is_unread(conversation_id)
    if unread:
        read_under.add(keys.timeline(conversation_id))
    return ConversationItem(
        marker=marker,
        icon=conversation.icon,
        title=title,
        about=_about(report, title) if report else "",
        time=clock.brief(message.created_at if message else conversation.active_at),
        snippet=snippet,
        badge=_badge(store, conversation_id),
        called=unread and store.is_called(conversation_id),
        failed=sends.refusals,
        pinned=own.pinned,
        muted=muted,
        muted_until=clock.until(own.muted_until) if muted and own.muted_until else "",
        draft=store.draft(conversation_id) is not None and not shows(Role.DRAFT),
        pending=sends.waiting and not shows(Role.MARK),
        read_under=frozenset(read_under),
    )


def _about(report: Report, title: str) -> str:
    """What the title does not say of the report already."""
    for words in (report.title, report.category):
        said, told = title.casefold(), words.casefold()
        if told and told not in said and said not in told:
            return words
    return ""


def _marker(store: Store, conversation: Conversation, read_under: set[keys.Key]) -> Marker:
    others = store.others(conversation.id)
    read_under.update(keys.user(member.user_id) for member in others)
    if conversation.type is ConversationType.GROUP:
        if conversation.icon:
            return Marker.ICON
        return Marker.REPORT if conversation.report_id else Marker.GROUP
    read_under.update(keys.presence(member.user_id) for member in others)
    online = any(store.online(member.user_id) for member in others)
    return Marker.ONLINE if online else Marker.OFFLINE


def _badge(store: Store, conversation_id: ConversationId) -> str:
    count = store.unread(conversation_id)
    if count:
        return str(count) if count <= MAX_COUNT else f"{MAX_COUNT}+"
    return "●" if store.is_unread(conversation_id) else ""


def _snippet(
    store: Store,
    conversation: Conversation,
    message: Message | None,
    sends: Sends,
    read_under: set[keys.Key],
) -> tuple[Piece, ...]:
    """The one thing worth saying, the most pressing first."""
    if sends.failed is not None:
        intent = sends.failed.intent
        what = _("not sent") if isinstance(intent, SendMessage) else _("not changed")
        return (f"{what} ", Role.FAILED), (safe_line(_words_of(intent)), Role.ASIDE)
    typing = [store.user(user_id) for user_id in store.typing(conversation.id)]
    if typing:
        read_under.update(keys.user(user.id) for user in typing if user)
        if conversation.type is ConversationType.DM:
            return ((_("typing…"), Role.TYPING),)
        names = ", ".join(user.alias for user in typing if user)
        return ((_("{names}: typing…").format(names=names), Role.TYPING),)
    draft = store.draft(conversation.id)
    if draft is not None:
        return (("✎ ", Role.DRAFT), (safe_line(draft.text), Role.ASIDE))
    if message is None:
        return _previewed(store, conversation, read_under)
    return _quoted(store, conversation, message, read_under)


def _words_of(intent: Intent) -> str:
    return intent.content if isinstance(intent, SendMessage | EditMessage) else ""


def _quoted(
    store: Store, conversation: Conversation, message: Message, read_under: set[keys.Key]
) -> tuple[Piece, ...]:
    if message.type is MessageType.SYSTEM:
        return ((notice_words(store, message), Role.ASIDE),)
    if message.sender_id is not None and message.sender_id == store.me:
        read_under.add(keys.members(conversation.id))
        sender: tuple[Piece, ...] = ((f"{MARKS[store.delivery(message)]} ", Role.MARK),)
    else:
        sender = _sender(store, conversation, message.sender_id, read_under)
    if message.deleted_at is not None:
        return *sender, (_gone_words(message), Role.ASIDE)
    return *sender, (quoted_words(message), Role.PLAIN)


def _gone_words(message: Message) -> str:
    return safe_line(tombstone_words(message)) if message.removal else _("message deleted")


def _previewed(
    store: Store, conversation: Conversation, read_under: set[keys.Key]
) -> tuple[Piece, ...]:
    """The last message, of which no more is known than how it reads."""
    preview = conversation.preview
    if preview is None or conversation.last_message_id is not None:
        return ((_("No messages yet"), Role.ASIDE),)
    # Of an image, the words are where it is kept: nothing to be read.
    image = preview.type is MessageType.IMAGE
    words = in_a_line(preview.type, "" if image else preview.content)
    if preview.sender_id is not None and preview.sender_id == store.me:
        return (_("You: "), Role.SENDER), (words, Role.PLAIN)
    return *_sender(store, conversation, preview.sender_id, read_under), (words, Role.PLAIN)


def _sender(
    store: Store, conversation: Conversation, sender_id: UserId | None, read_under: set[keys.Key]
) -> tuple[Piece, ...]:
    """Who said it, where that can be one of several."""
    if conversation.type is ConversationType.DM:
        return ()
    if sender_id is not None:
        read_under.add(keys.user(sender_id))
    return ((f"{alias_of(store, sender_id)}: ", Role.SENDER),)
