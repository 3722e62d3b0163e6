"""Why something stands as it does, as far as the trace has seen it: in sentences, with the numbers
of the entries that show it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from msgspec import UNSET

from safespot_tui.domain.event import (
    MemberUpdated,
    MessageCreated,
    MessageDeleted,
    MessagesListed,
    Received,
)
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _, ngettext
from safespot_tui.instruments.trace.entry import (
    Answered,
    Asked,
    Broke,
    Called,
    Entry,
    Framed,
    Patched,
    Told,
)
from safespot_tui.instruments.trace.row import moment
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store

MOST_SENTENCES = 12
"""Of one kind; the newest."""

Sentences = Iterator[str]


class Question(StrEnum):
    """What may be asked."""

    UNREAD = "unread"
    FAILED = "failed"
    MISSING = "missing"


def why(
    question: Question,
    about: str,
    trace: Trace,
    store: Store,
    time_in_words: Callable[[datetime], str],
) -> Sequence[SafeText]:
    """The answer; `about` is the id of a conversation or of a message, also of one that waits."""
    history = History(trace, store, time_in_words)
    match question:
        case Question.UNREAD:
            sentences = history.unread(ConversationId(about))
        case Question.FAILED:
            sentences = history.failed(about)
        case Question.MISSING:
            sentences = history.missing(about)
        case _:
            assert_never(question)
    return [safe_line(sentence) for sentence in sentences]


class History:
    """What a trace and a store know together."""

    def __init__(
        self, trace: Trace, store: Store, time_in_words: Callable[[datetime], str]
    ) -> None:
        self._trace = trace
        self._store = store
        self._time_in_words = time_in_words

    # ---------------------------------------------------------------------------- unread

    def unread(self, conversation_id: ConversationId) -> Sentences:
        """Why a conversation is unread, or since when it is not."""
        store = self._store
        own, conversation = store.own(conversation_id), store.conversation(conversation_id)
        if own is None or conversation is None:
            yield _("It is not here.")
            yield from self.missing(conversation_id)
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
        yield from self._newest(conversation_id, own.read_position)
        yield from self._readings(conversation_id)
        if store.is_silent:
            yield _("In silent mode nothing is read by being looked at.")

    def _newest(self, conversation_id: ConversationId, read: int) -> Sentences:
        told = {
            item.event.message.id: entry
            for entry, item in self._received()
            if isinstance(item.event, MessageCreated)
        }
        rows = self._store.timeline(conversation_id).rows[-MOST_SENTENCES:]
        for row in rows:
            message = self._store.base_message(MessageId(row))
            if message is None or message.position <= read or message.sender_id == self._store.me:
                continue
            entry = told.get(message.id)
            if entry is None:
                yield _(
                    "Position {position}, {id}: it was there before the trace began, or came "
                    "with an answer."
                ).format(position=message.position, id=message.id)
            else:
                yield _("Position {position}, {id}: told in {where}.").format(
                    position=message.position, id=message.id, where=self._where(entry)
                )

    def _readings(self, conversation_id: ConversationId) -> Sentences:
        opened = [
            entry
            for entry in self._trace
            if isinstance(entry, Called)
            and entry.name == "watch"
            and conversation_id in entry.about.get("conversation_ids", "").split()
        ]
        if opened:
            yield _("It was last opened here in {where}.").format(where=self._where(opened[-1]))
        else:
            yield _("It was not opened here since the trace began.")
        marks = [
            entry
            for entry in self._calls("perform")
            if entry.about.get("intent") == "MarkRead"
            and entry.about.get("conversation_id") == conversation_id
        ]
        for mark in marks[-3:]:
            yield _("The client asked in {where} for it to be read: {outcome}").format(
                where=self._where(mark), outcome=self._outcome(mark)
            )
        elsewhere = [
            entry
            for entry, item in self._received()
            if isinstance(event := item.event, MemberUpdated)
            and event.conversation_id == conversation_id
            and event.user_id == self._store.me
            and event.changes.read_position is not UNSET
        ]
        if elsewhere:
            yield _("The server last said how far it is read in {where}.").format(
                where=self._where(elsewhere[-1])
            )

    # ---------------------------------------------------------------------------- failed

    def failed(self, about: str) -> Sentences:
        """Why what the user wanted of a message, or in a conversation, has failed."""
        items = [item for item in self._store.outbox if about in _names(item)]
        if not items:
            yield _("Nothing of it waits or has failed.")
        for item in items[-MOST_SENTENCES:]:
            kind = type(item.intent).__name__
            match item.state:
                case OutboxState.FAILED:
                    yield _("{intent} has failed: {reason}").format(intent=kind, reason=item.reason)
                case OutboxState.QUEUED | OutboxState.SENDING:
                    yield _("{intent} is on its way: {reason}").format(
                        intent=kind, reason=item.reason or _("nothing has gone wrong yet")
                    )
                case _:
                    assert_never(item.state)
        names = {name for item in items for name in _names(item)} or {about}
        for call in self._calls("perform"):
            if names & {*call.about.values()}:
                yield _("{intent} was asked for in {where}: {outcome}").format(
                    intent=call.about.get("intent", ""),
                    where=self._where(call),
                    outcome=self._outcome(call),
                )

    # ---------------------------------------------------------------------------- missing

    def missing(self, about: str) -> Sentences:
        """Why a message or a conversation is not here, or since when it is."""
        store = self._store
        held = store.base_message(MessageId(about)) or store.conversation(ConversationId(about))
        yield _("It is here.") if held is not None else _("It is not here.")
        named = [entry for entry in self._trace if about in _text_of(entry)]
        for entry in named[-MOST_SENTENCES:]:
            yield from self._mention(entry)
        for entry, item in self._received():
            match item.event:
                case MessageDeleted(message_id=message_id) if message_id == about:
                    yield _("It was deleted: {where} says so.").format(where=self._where(entry))
                case MessagesListed(message_ids=ids) if held is None and about not in ids:
                    yield _("A list of all messages, {where}, did not have it.").format(
                        where=self._where(entry)
                    )
                case _:
                    pass
        if not named:
            yield _("No entry names it: the server has not told of it since {time}.").format(
                time=self._time_in_words(self._trace.began_at.astimezone())
            )
        if store.connection.state is not ConnectionState.LIVE:
            yield _("The client is not live ({state}): it may still be told.").format(
                state=store.connection.state.value
            )

    def _mention(self, entry: Entry) -> Sentences:
        match entry:
            case Framed():
                told = [e for e in self._trace.made_of(entry.number) if isinstance(e, Told)]
                if not told:
                    yield _("{where} names it, and the client made nothing of it.").format(
                        where=self._where(entry)
                    )
                elif not any(
                    isinstance(made, Patched)
                    for each in told
                    for made in self._trace.made_of(each.number)
                ):
                    yield _("{where} names it; it became {told}, which changed nothing.").format(
                        where=self._where(entry), told=self._where(told[0])
                    )
                else:
                    yield _("{where} told of it.").format(where=self._where(entry))
            case Answered():
                yield _("{where} names it.").format(where=self._where(entry))
            case Patched():
                yield _("What is held of it changed in {where}.").format(where=self._where(entry))
            case _:
                pass

    # ---------------------------------------------------------------------------- inside

    def _received(self) -> Iterator[tuple[Told, Received]]:
        for entry in self._trace:
            if isinstance(entry, Told) and isinstance(entry.item, Received):
                yield entry, entry.item

    def _calls(self, name: str) -> list[Called]:
        return [entry for entry in self._trace if isinstance(entry, Called) and entry.name == name]

    def _outcome(self, call: Called) -> str:
        made = self._trace.made_of(call.number)
        ends = [
            end
            for asked in made
            if isinstance(asked, Asked)
            for end in self._trace.made_of(asked.number)
            if isinstance(end, Answered | Broke)
        ]
        if not ends:
            ends = [end for end in made if isinstance(end, Broke)]
        match ends[-1] if ends else None:
            case Answered(status=status) as end:
                return _("{status}, in {where}.").format(status=status, where=self._where(end))
            case Broke(reason=reason) as end:
                return _("{reason}, in {where}.").format(reason=reason, where=self._where(end))
            case None:
                return _("there is no answer yet.")

    def _where(self, entry: Entry) -> str:
        """`#12 at 18:03:04`."""
        at = moment(self._trace.began_at, entry.at)
        return _("#{number} at {time}").format(number=entry.number, time=self._time_in_words(at))


def _names(item: OutboxItem) -> set[str]:
    """All ids by which one may ask for an intent."""
    names = {str(item.intent.conversation_id), *filter(None, [item.row_key])}
    if isinstance(item.intent, SendMessage):
        names.add(item.intent.client_message_id)
    message_id = getattr(item.intent, "message_id", None)
    return names | ({str(message_id)} if message_id else set())


def _text_of(entry: Entry) -> str:
    match entry:
        case Framed(data=data):
            return data
        case Answered(body=body):
            return body
        case Patched(keys=keys):
            return "\n".join(keys)
        case _:
            return ""
