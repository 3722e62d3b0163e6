"""Reading all that was said, for figures: through a connection of its own, a slice at a time.

Nobody who writes waits for it, and no more than a slice is in memory.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec.msgpack import Decoder

from safespot_tui.archive.codec import microseconds
from safespot_tui.archive.database import Database, Value
from safespot_tui.archive.extract import opened
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.utterance import Ending, Heard, Utterance

SLICE = 500
"""Messages: some milliseconds of work, for who reads beside a loop."""

ENDINGS = 20
"""Conversations whose ends are read at once."""

_decode = Decoder(Utterance).decode

# The index knows the time of every row; where the period is long, most rows are read anyway, and it
# is cheaper to take them as they lie and to sort them.
_OF_A_PERIOD = """
SELECT value, created_at, gap_before FROM messages INDEXED BY messages_in_order
WHERE created_at >= ? AND created_at < ? ORDER BY created_at, id
"""
_OF_ALL_TIME = """
SELECT value, created_at, gap_before FROM messages NOT INDEXED
WHERE created_at >= ? AND created_at < ? ORDER BY created_at, id
"""
_OF_ONE = """
SELECT value, created_at, gap_before FROM messages
WHERE conversation_id = ? AND created_at >= ? AND created_at < ? ORDER BY created_at, id
"""
_BACKWARDS = """
SELECT value, created_at, gap_before FROM messages WHERE conversation_id = ?
ORDER BY created_at DESC, id DESC LIMIT ?
"""
_FIRST, _LAST = -(2**63), 2**63 - 1


def read_utterances(
    path: Path, since: datetime | None, until: datetime | None, within: ConversationId | None = None
) -> Generator[Sequence[Heard]]:
    """What the file at `path` has of a period, in the order of time, of one conversation or of all.

    Nothing where `read_extract` has nothing. Raises `ArchiveError`.
    """
    with opened(path) as database:
        if database is None:
            return
        period = _period(since, until)
        if within is not None:
            yield from _slices(database, _OF_ONE, within, *period)
        else:
            yield from _slices(database, _OF_A_PERIOD if since else _OF_ALL_TIME, *period)


def count_utterances(
    path: Path, since: datetime | None, until: datetime | None, within: ConversationId | None = None
) -> int:
    """How many `read_utterances` would give. Raises `ArchiveError`."""
    with opened(path) as database:
        if database is None:
            return 0
        where = "" if within is None else "conversation_id = ? AND "
        row = database.first(
            "SELECT count(*) FROM messages"  # noqa: S608 - from the line above
            f" WHERE {where}created_at >= ? AND created_at < ?",
            *(() if within is None else (within,)),
            *_period(since, until),
        )
        return int(row[0]) if row else 0


def read_endings(
    path: Path,
    conversation_ids: Iterable[ConversationId],
    most: int,
    is_last: Callable[[Utterance], bool],
) -> Generator[Sequence[Ending]]:
    """What the file at `path` has of the ends of conversations, a few at a time.

    Each back to what `is_last` is true of, at most so many messages. Raises `ArchiveError`.
    """
    with opened(path) as database:
        if database is None:
            return
        ids = iter(conversation_ids)
        while some := list(islice(ids, ENDINGS)):
            yield [
                Ending(each, tuple(_back_to(_heard(database, _BACKWARDS, each, most), is_last)))
                for each in some
            ]


def _period(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    return (
        _FIRST if since is None else microseconds(since),
        _LAST if until is None else microseconds(until),
    )


def _back_to(rows: Iterator[Heard], is_last: Callable[[Utterance], bool]) -> Iterator[Heard]:
    for heard in rows:
        yield heard
        if is_last(heard.said):
            return


def _slices(database: Database, query: str, *bindings: Value) -> Iterator[Sequence[Heard]]:
    rows = _heard(database, query, *bindings)
    while some := list(islice(rows, SLICE)):
        yield some


def _heard(database: Database, query: str, *bindings: Value) -> Iterator[Heard]:
    for value, at, gap in database.rows(query, *bindings):
        yield Heard(_decode(value), at, bool(gap))
