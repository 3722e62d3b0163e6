"""What is looked for among messages, and where it is found in one.

The rules hold wherever it is looked for, on a server or here: a word finds every word that begins
with it, words in quotes find only themselves and next to each other, case and accents do not count,
and all that is asked for has to be true of a message.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.folding import words_in
from safespot_tui.domain.ids import ConversationId, SearchCursor, UserId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.user import User

MIN_PREFIX = 2
"""Letters of a word before it finds those that begin with it: one letter would find everything."""

MAX_TERMS = 16

_ADDRESSES = ("http://", "https://")


class Kind(StrEnum):
    """What a message may hold."""

    IMAGE = "image"
    LINK = "link"


class Term(Struct, frozen=True):
    """Words that stand next to each other, folded.

    Unless it is `exact`, a word that begins with the last one will do.
    """

    words: tuple[str, ...]
    exact: bool = False

    @property
    def is_prefix(self) -> bool:
        """Whether the last word may go on."""
        return not self.exact and len(self.words[-1]) >= MIN_PREFIX

    def __str__(self) -> str:
        """As somebody might type it; `terms_of` reads it back."""
        return f'"{" ".join(self.words)}"' if self.exact else "-".join(self.words)


class Span(Struct, frozen=True):
    """A place in a text, in characters; `end` is behind it."""

    start: int
    end: int


class MessageSearch(Struct, frozen=True):
    """What a message has to be like to be found. None of a field says that it does not matter."""

    terms: tuple[Term, ...] = ()
    sender_ids: tuple[UserId, ...] | None = None
    """Any of these."""
    conversation_ids: tuple[ConversationId, ...] | None = None
    """Any of these."""
    since: datetime | None = None
    """Then or later."""
    before: datetime | None = None
    kinds: tuple[Kind, ...] = ()
    """All of these."""


class Found(Struct, frozen=True):
    """Some of the messages that were looked for, the newest first."""

    messages: tuple[Message, ...] = ()
    next: SearchCursor | None = None
    """Where the next ones begin; None if there are no more."""
    is_whole: bool = True
    """Whether everything was looked at: an index may still be on its way."""
    users: tuple[User, ...] = ()
    """Who they name, where that may not be known."""


def terms_of(text: str) -> tuple[Term, ...]:
    """The words and the phrases of `text`; what has no letters is passed over."""
    terms: list[Term] = []
    for part, quoted in parts_of(text):
        words = tuple(word.folded for word in words_in(part))
        if words:
            terms.append(Term(words, exact=quoted))
    return tuple(terms)


def parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of `text` between blanks, and those in quotes, of which that is said.

    A quote that is not closed yet is being typed: what follows it is a phrase that may go on.
    """
    for index, stretch in enumerate(text.split('"')):
        if index % 2 == 0:
            yield from ((part, False) for part in stretch.split())
        elif stretch.strip():
            yield stretch, text.count('"') > index


def searchable_text(message: Message) -> str | None:
    """The words that a message is found by; None for one that is never found."""
    if message.deleted_at is not None:
        return None
    match message.type:
        case MessageType.TEXT:
            return message.content
        case MessageType.IMAGE:
            return message.caption
        case MessageType.SYSTEM:
            return None


def kinds_in(type: MessageType, text: str) -> frozenset[Kind]:  # noqa: A002 - its name
    """What a message of this type, found by this text, holds."""
    lowered = text.lower()
    kinds = {Kind.IMAGE} if type is MessageType.IMAGE else set[Kind]()
    if any(address in lowered for address in _ADDRESSES):
        kinds.add(Kind.LINK)
    return frozenset(kinds)


def places_in(text: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """Where `terms` stand in `text`, in order, none within another."""
    words = list(words_in(text))
    spans: list[Span] = []
    for index in range(len(words)):
        found = [
            Span(words[index].start, words[index + len(term.words) - 1].end)
            for term in terms
            if _stands_at(term, [word.folded for word in words[index : index + len(term.words)]])
        ]
        if found:
            longest = max(found, key=lambda span: span.end)
            if not spans or longest.start >= spans[-1].end:
                spans.append(longest)
    return tuple(spans)


def _stands_at(term: Term, words: Sequence[str]) -> bool:
    *whole, last = term.words
    if len(words) != len(term.words) or list(words[:-1]) != whole:
        return False
    return words[-1].startswith(last) if term.is_prefix else words[-1] == last
