"""How long one of 100,000 stored messages takes to be found, beside reading them all."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import apsw
from msgspec import structs

from bench.figure import Figure, middle
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, MessageRow
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.domain.message import Message
from safespot_tui.domain.search import MessageSearch, terms_of
from safespot_tui.domain.text import SafeText

MESSAGES = 100_000
ROUNDS = 15
PAGE = 50
RARE = "carpincho"
"""What one message holds, in the middle of all."""


def measure(homes: Homes) -> Sequence[Figure]:
    """The median of a few searches: for a word that is rare, and for two that are everywhere."""
    folder = homes.folder / "search"
    folder.mkdir()
    messages = _messages()
    archive = Archive(folder / "archive.db", OriginClientId("bench"))
    rows = tuple(MessageRow(message, gap_before=False) for message in messages)
    started = time.perf_counter()
    archive.commit(Facts(Neighbourhood().me, Cursor("e.1"), messages=rows))
    written = time.perf_counter() - started
    plain = _plain(messages)
    names = {"a rare word": (RARE, 1), "two frequent words": ("perro plaza", PAGE)}
    figures = [
        Figure(
            f"search: {name} in {MESSAGES:,} messages",
            _milliseconds(lambda typed=typed: _found(archive, typed), count),
            "ms",
            floor=_milliseconds(lambda typed=typed: _scanned(plain, typed), count),
        )
        for name, (typed, count) in names.items()
    ]
    archive.close()
    return [*figures, Figure("search: messages stored and indexed", MESSAGES / written, "/s")]


def _messages() -> list[Message]:
    messages = list(Neighbourhood(conversations=1, messages=MESSAGES).messages(0))
    middle_one = messages[MESSAGES // 2]
    words = SafeText(f"{middle_one.content} {RARE}")
    messages[MESSAGES // 2] = structs.replace(middle_one, content=words)
    return messages


def _found(archive: Archive, typed: str) -> int:
    return len(archive.find(MessageSearch(terms_of(typed)), None, PAGE).messages)


def _plain(messages: Sequence[Message]) -> apsw.Connection:
    """The least that could be searched: a table of texts in memory, in order."""
    plain = apsw.Connection(":memory:")
    plain.execute("CREATE TABLE texts (written INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    plain.executemany(
        "INSERT INTO texts VALUES (?, ?)",
        [(round((m.created_at - epoch).total_seconds()), m.content) for m in messages],
    )
    return plain


def _scanned(plain: apsw.Connection, typed: str) -> int:
    words = typed.split()
    condition = " AND ".join("text LIKE ?" for _ in words)
    query = f"SELECT text FROM texts WHERE {condition} ORDER BY written DESC LIMIT {PAGE}"
    return len(plain.execute(query, [f"%{word}%" for word in words]).fetchall())


def _milliseconds(search: Callable[[], int], count: int) -> float:
    samples: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = search()
        samples.append((time.perf_counter() - started) * 1_000)
        if found != count:
            raise AssertionError(f"{found} were found, not {count}")
    return middle(samples)
