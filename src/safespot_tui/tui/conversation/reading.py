"""One conversation as it is being read: turns ids of rows into what is to be seen of them."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil

from msgspec import Struct

from safespot_tui.domain.formatting import Run, runs_of
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.mentions import mentions
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId, Timeline, is_gap
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.row import (
    Chip,
    GapRow,
    Heading,
    MessageRow,
    NoticeRow,
    Picture,
    Quote,
    Row,
    RowKeys,
    no_hits,
)
from safespot_tui.tui.conversation.words import (
    alias_of,
    day_words,
    failure_words,
    image_words,
    notice_words,
    quoted_words,
    tombstone_words,
    unread_words,
)

PAUSE = timedelta(minutes=5)
"""After this long the same sender is named again."""

QUOTE_CHARACTERS = 200
"""What of a quoted message can end up in its one line."""


class UnreadLine(Struct, frozen=True):
    """Where reading was left off when the conversation was opened, and how much was new."""

    after: int
    """The own `read_position` before the conversation was opened."""
    count: int


class Reading:
    """One opened conversation: the store, and what only this opening knows."""

    def __init__(
        self,
        store: Store,
        conversation_id: ConversationId,
        clock: Clock,
        row_keys: RowKeys,
        *,
        formatted: bool = True,
        picture_of: Callable[[Message], Picture | None] = lambda _message: None,
        hits_of: Callable[[Message], tuple[str, ...]] = no_hits,
    ) -> None:
        """With `formatted`, words between signs are set off: see `domain/formatting.py`.

        `hits_of` names the watch rules that a message hits.
        """
        self._was_there = store.own(conversation_id) is not None
        self._store = store
        self._keys = row_keys
        self._formatted = formatted
        self._picture_of = picture_of
        self._hits_of = hits_of
        self.conversation_id = conversation_id
        self.unread: UnreadLine | None = None
        """Fixed for as long as the conversation is looked at, so that the line does not move."""
        self.take_unread()
        self.gap_states: dict[GapId, str] = {}
        """What is to be said of gaps that are being filled, or could not be."""
        self.clock = clock
        self.today = clock.today

    def take_unread(self) -> bool:
        """Have the unread line where it would be now, if anything is unread; whether it is."""
        own, count = self._store.own(self.conversation_id), self._store.unread(self.conversation_id)
        if own is None or not count:
            return False
        self.unread = UnreadLine(own.read_position, count)
        return True

    @property
    def timeline(self) -> Timeline:
        """The rows, live."""
        return self._store.timeline(self.conversation_id)

    @property
    def is_gone(self) -> bool:
        """Whether the user was in this conversation when it was opened, and is not any more."""
        return self._was_there and self._store.own(self.conversation_id) is None

    def message_at(self, index: int) -> Message | None:
        """The message of a row; None for a gap."""
        row = self.timeline.rows[index]
        return None if is_gap(row) else self._store.message(MessageId(row))

    def first_unread(self) -> int | None:
        """The row above which the unread line stands, if it is loaded."""
        if self.unread is None:
            return None
        rows = self.timeline.rows
        low, high = 0, len(rows)
        while low < high:
            middle = (low + high) // 2
            if self._position_from(middle) > self.unread.after:
                high = middle
            else:
                low = middle + 1
        while low < len(rows) and is_gap(rows[low]):
            low += 1
        return low if low < len(rows) else None

    def row_at(self, index: int, *, selected: bool) -> Row:
        """What is to be seen of a row now."""
        rows = self.timeline.rows
        row = rows[index]
        if is_gap(row):
            return GapRow(self._gap_words(GapId(row), index), selected)
        message = self._store.message(MessageId(row))
        if message is None:
            return GapRow(_("This message is not here any more."), selected)
        before = self._message_before(index)
        heading = self._heading(message, before)
        if message.type is MessageType.SYSTEM:
            said = notice_words(self._store, message)
            time = self.clock.time_of_day(message.created_at)
            return NoticeRow(heading, f"{said} · {time}", selected)
        follows_gap = index > 0 and is_gap(rows[index - 1])
        continues = not (follows_gap or heading != Heading()) and _continues(message, before)
        return self._message_row(message, heading, continues=continues, selected=selected)

    def _message_row(
        self, message: Message, heading: Heading, *, continues: bool, selected: bool
    ) -> MessageRow:
        store = self._store
        own = message.sender_id is not None and message.sender_id == store.me
        deleted = message.deleted_at is not None
        delivery = store.delivery(message) if own and not deleted else None
        body = self._deleted_words(message, selected=selected) if deleted else _body(message)
        set_off = () if deleted or not self._formatted else _set_off(body)
        return MessageRow(
            heading=heading,
            sender=message.sender_id,
            alias="" if continues else alias_of(store, message.sender_id),
            time="" if continues else self.clock.time_of_day(message.created_at),
            own=own,
            body="".join(run.text for run in set_off) or body,
            set_off=set_off,
            picture=None if deleted else self._picture_of(message),
            deleted=deleted,
            edited=message.edited_at is not None and not deleted,
            mentions_me=not (own or deleted) and self._mentions_me(message),
            starred=message.starred and not deleted,
            forwarded=message.forwarded and not deleted,
            quote=None if deleted else self._quote(message),
            chips=tuple(
                Chip(reaction.emoji, len(reaction.user_ids), store.me in reaction.user_ids)
                for reaction in message.reactions
            ),
            delivery=delivery,
            uploaded=store.uploaded(message) if own else None,
            hits=self._hits_of(message),
            failure=self._failure(message),
            selected=selected,
        )

    def _mentions_me(self, message: Message) -> bool:
        me = self._store.user(self._store.me) if self._store.me is not None else None
        return me is not None and mentions(message.content, me.alias)

    def _deleted_words(self, message: Message, *, selected: bool) -> str:
        """That it is gone, and for how long it can still be brought back."""
        deletion = self._store.deletion_of(message)
        held = deletion.held_for(self.clock()) if deletion is not None else 0.0
        if not held:
            return tombstone_words(message)
        key = self._keys.undelete if selected else self._keys.undelete_anywhere
        return _("Deleted — {key} brings it back ({seconds} s)").format(key=key, seconds=ceil(held))

    def _heading(self, message: Message, before: Message | None) -> Heading:
        day = message.created_at.astimezone().date()
        new_day = before is None or before.created_at.astimezone().date() != day
        unread = self.unread
        here = (
            unread is not None
            and message.position > unread.after
            and (before is None or before.position <= unread.after)
            and message.type is not MessageType.SYSTEM
        )
        return Heading(
            day=day_words(day, self.today) if new_day else "",
            unread=unread_words(unread.count) if here and unread is not None else "",
        )

    def _message_before(self, index: int) -> Message | None:
        rows = self.timeline.rows
        for before in range(index - 1, max(-1, index - 3), -1):
            if not is_gap(rows[before]):
                return self._store.message(MessageId(rows[before]))
        return None

    def _position_from(self, index: int) -> int:
        """The position of the first message at or after a row."""
        rows = self.timeline.rows
        for row in rows[index : index + 2]:
            message = None if is_gap(row) else self._store.message(MessageId(row))
            if message is not None:
                return message.position
        return 0

    def _quote(self, message: Message) -> Quote | None:
        if message.reply_to_id is None:
            return None
        quoted = self._store.message(message.reply_to_id)
        if quoted is None:
            return Quote(message.reply_to_id, "", _("a message further back"))
        alias = alias_of(self._store, quoted.sender_id)
        if quoted.deleted_at is not None:
            return Quote(quoted.id, alias, tombstone_words(quoted))
        words = quoted_words(quoted)[:QUOTE_CHARACTERS]
        if self._formatted:
            words = "".join(run.text for run in runs_of(words))
        return Quote(quoted.id, alias, words)

    def _failure(self, message: Message) -> str:
        item = self._store.failure_of(message)
        if item is None:
            return ""
        intent = item.intent
        if isinstance(intent, SendMessage) and intent.message_type is MessageType.TEXT:
            keys = _("{retry}: try again · {edit}: edit · {discard}: discard")
        else:
            keys = _("{retry}: try again · {discard}: discard")
        keys = keys.format(retry=self._keys.retry, edit=self._keys.edit, discard=self._keys.discard)
        return failure_words(item, keys)

    def loading_words(self, gap_id: GapId) -> str:
        """What a gap says while it is being filled: how much there is, where that is known."""
        rows = self.timeline.rows
        oldest = self.timeline.oldest
        message = self._store.message(oldest) if oldest is not None else None
        older = message.position - 1 if message is not None and rows and rows[0] == gap_id else 0
        if older <= 0:
            return _("Loading…")
        return ngettext(
            "Loading… {n} message is further back",
            "Loading… {n} messages are further back",
            older,
        ).format(n=older)

    def _gap_words(self, gap_id: GapId, index: int) -> str:
        state = self.gap_states.get(gap_id)
        if state is not None:
            return state
        if index == 0:
            return _("Older messages: Enter loads them")
        return _("Something may be missing here: Enter loads it")


def _continues(message: Message, before: Message | None) -> bool:
    return (
        before is not None
        and before.type is not MessageType.SYSTEM
        and before.sender_id == message.sender_id
        and message.created_at - before.created_at <= PAUSE
    )


def _set_off(body: str) -> tuple[Run, ...]:
    """The runs of a body, if anything in it is set off."""
    runs = tuple(runs_of(body))
    return runs if any(run.looks for run in runs) else ()


def _body(message: Message) -> str:
    match message.type:
        case MessageType.IMAGE:
            return image_words(message)
        case MessageType.TEXT | MessageType.SYSTEM:
            return message.content
