"""Which of what crossed is to be seen."""

import operator
import re
from collections.abc import Callable, Collection

from msgspec import Struct

from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId
from safespot_tui.instruments.trace.row import conversations_of, row_of
from safespot_tui.instruments.trace.story import Story
from safespot_tui.store.store import Store

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
_STATUS = re.compile(r"status(>=|<=|>|<|=)(\d{1,3})")
_SLOW = re.compile(r"slow>(\d{1,6}(?:\.\d{1,3})?)(ms|s)?")
_IN = "in:"

ConversationsNamed = Callable[[str], Collection[ConversationId]]
"""Which conversations a word may mean: by id, or by a part of the title."""


def named_in(store: Store) -> ConversationsNamed:
    """By the conversations of a store."""

    def named(name: str) -> Collection[ConversationId]:
        folded = fold(name)
        every = (*store.inbox(), *store.inbox(archived=True))
        titled = [each for each in every if folded in fold(store.title(each))]
        return [*titled, ConversationId(name)]

    return named


def _nowhere(_name: str) -> Collection[ConversationId]:
    return ()


class Filter(Struct, frozen=True):
    """All of it has to be so.

    Written as words: `status>=400`, `slow>200ms` (or `slow>2s`), `in:plaza` for a conversation; any
    other word stands in the method and the path, in the event, or in what it became. What is not
    written to its end is a word.
    """

    words: tuple[str, ...] = ()
    status: tuple[tuple[str, int], ...] = ()
    slower: float | None = None
    """Than so many seconds."""
    within: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything is to be seen."""
        return self == Filter()


def filter_in(text: str) -> Filter:
    """What was written."""
    words = list[str]()
    status = list[tuple[str, int]]()
    within = list[str]()
    slower: float | None = None
    for word in text.split():
        if found := _STATUS.fullmatch(word):
            status.append((found[1], int(found[2])))
        elif found := _SLOW.fullmatch(word):
            slower = float(found[1]) / (1 if found[2] == "s" else 1000)
        elif word.startswith(_IN) and word != _IN:
            within.append(word.removeprefix(_IN))
        else:
            words.append(word.casefold())
    return Filter(tuple(words), tuple(status), slower, tuple(within))


def matches(wanted: Filter, story: Story, named: ConversationsNamed = _nowhere) -> bool:
    """Whether a story, as it stands now, is to be seen."""
    if wanted.is_empty:
        return True
    if wanted.slower is not None and (story.latency is None or story.latency <= wanted.slower):
        return False
    for comparison, status in wanted.status:
        if story.status is None or not _COMPARISONS[comparison](story.status, status):
            return False
    if wanted.within:
        about = conversations_of(story)
        if not all(about & {*named(name)} for name in wanted.within):
            return False
    row = row_of(story)
    text = f"{row.what} {row.status} {row.became}".casefold()
    return all(word in text for word in wanted.words)
