"""A search as a statement."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from safespot_tui.domain.search import Kind, MessageSearch, Term
from safespot_tui.fulltext.tables import IMAGE, LATEST, LINK, MOST_IN_A_MICROSECOND

Binding = str | int

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BITS = {Kind.IMAGE: IMAGE, Kind.LINK: LINK}


class Question(Struct, frozen=True):
    """A statement that gives `number` and `message_id`, the newest first, and its values."""

    statement: str
    bindings: tuple[Binding, ...]


def question(
    search: MessageSearch,
    *,
    before: int | None,
    limit: int,
    visible: str = "",
    visible_bindings: tuple[Binding, ...] = (),
) -> Question:
    """The hits of `search` that come after the number `before`, at most `limit`.

    `visible`, where there are others, is a condition on `r.conversation_id`. Nothing that was typed
    is ever part of the statement, and in the expression of FTS5 all of it stands in quotes.
    """
    conditions: list[str] = []
    bindings: list[Binding] = []

    def where(condition: str, *values: Binding) -> None:
        conditions.append(condition)
        bindings.extend(values)

    table, number = "search_rows r", "r.number"
    if search.terms:
        table, number = "search_words w JOIN search_rows r ON r.number = w.rowid", "w.rowid"
        where("search_words MATCH ?", match_expression(search.terms))
    if before is not None:
        where(f"{number} < ?", before)
    if search.since is not None:
        where(f"{number} >= ?", number_at(search.since))
    if search.before is not None:
        where(f"{number} < ?", number_at(search.before))
    if search.sender_ids is not None:
        where(f"r.sender_id IN ({_marks(len(search.sender_ids))})", *search.sender_ids)
    if search.conversation_ids is not None:
        marks = _marks(len(search.conversation_ids))
        where(f"r.conversation_id IN ({marks})", *search.conversation_ids)
    for kind in search.kinds:
        where("r.kinds & ?", _BITS[kind])
    if visible:
        where(visible, *visible_bindings)
    return Question(
        f"SELECT {number} AS number, r.message_id FROM {table}"  # noqa: S608 - all of it is ours
        f" WHERE {' AND '.join(conditions) or '1'} ORDER BY {number} DESC LIMIT ?",
        (*bindings, limit),
    )


def match_expression(terms: tuple[Term, ...]) -> str:
    """What FTS5 is asked: each term in quotes, all of them needed."""
    return " AND ".join(
        f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}' for term in terms
    )


def number_at(moment: datetime) -> int:
    """The least number of a message written at `moment` or later."""
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    return min(max(microseconds, 0), LATEST) * MOST_IN_A_MICROSECOND


def _marks(count: int) -> str:
    return ", ".join("?" * count)
