"""What somebody types to find a message.

::

    plomero "de la esquina" from:"Ana María" in:vecinos before:2026-11-01 has:image

Operators are understood in English and in Spanish, whatever language the screen speaks: what was
learned once goes on working.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.folding import fold, words_in
from safespot_tui.domain.search import MAX_TERMS, Kind, Term, parts_of

_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_PART = re.compile(r'([^\W\d_]+):("[^"]*"?|[^\s"]*)|"[^"]*"?|[^\s"]+')
MAX_CHARACTERS = 400
_YEARS = range(1970, 3000)


class Operator(StrEnum):
    """What narrows a search down."""

    FROM = "from"
    IN = "in"
    BEFORE = "before"
    AFTER = "after"
    """That day or later."""
    ON = "on"
    HAS = "has"


class Doubt(StrEnum):
    """Why a part of a query was passed over."""

    NO_NAME = "no_name"
    NO_DATE = "no_date"
    NO_KIND = "no_kind"
    NO_LETTERS = "no_letters"
    TOO_MUCH = "too_much"
    NOBODY = "nobody"
    NOWHERE = "nowhere"


class Misunderstood(Struct, frozen=True):
    """A part of a query that nothing was made of."""

    doubt: Doubt
    part: str
    """As it was typed: to be made safe before it is shown."""


class SearchQuery(Struct, frozen=True):
    """What was typed, taken apart. Names are as typed; who they are is not known here."""

    terms: tuple[Term, ...] = ()
    senders: tuple[str, ...] = ()
    mine: bool = False
    """What the user wrote is wanted, too, or only that where nobody else is named."""
    places: tuple[str, ...] = ()
    """Parts of titles of conversations."""
    since: datetime | None = None
    before: datetime | None = None
    kinds: tuple[Kind, ...] = ()
    misunderstood: tuple[Misunderstood, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == SearchQuery(misunderstood=self.misunderstood)


_OPERATORS: Mapping[str, Operator] = {
    "from": Operator.FROM,
    "de": Operator.FROM,
    "in": Operator.IN,
    "en": Operator.IN,
    "before": Operator.BEFORE,
    "antes": Operator.BEFORE,
    "after": Operator.AFTER,
    "since": Operator.AFTER,
    "despues": Operator.AFTER,
    "desde": Operator.AFTER,
    "on": Operator.ON,
    "el": Operator.ON,
    "has": Operator.HAS,
    "con": Operator.HAS,
    "tiene": Operator.HAS,
}
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("image", "images", "imagen", "imagenes", "foto", "fotos"), Kind.IMAGE),
    **dict.fromkeys(("link", "links", "enlace", "enlaces", "vinculo", "url"), Kind.LINK),
}
_ME = frozenset({"me", "mi", "yo"})
_TODAY = frozenset({"today", "hoy"})
_YESTERDAY = frozenset({"yesterday", "ayer"})


def parse_query(text: str, now: datetime) -> SearchQuery:
    """`text` taken apart; never raises. Days are those of the time zone of `now`."""
    return _Parser(now).parsed(text)


class _Parser:
    def __init__(self, now: datetime) -> None:
        self._now = now
        self._terms: list[Term] = []
        self._senders: list[str] = []
        self._mine = False
        self._places: list[str] = []
        self._since: list[datetime] = []
        self._before: list[datetime] = []
        self._kinds: list[Kind] = []
        self._misunderstood: list[Misunderstood] = []

    def parsed(self, text: str) -> SearchQuery:
        if len(text) > MAX_CHARACTERS:
            self._doubt(Doubt.TOO_MUCH, text[MAX_CHARACTERS:])
            text = text[:MAX_CHARACTERS]
        for match in _PART.finditer(text.translate(_QUOTES)):
            operator = _OPERATORS.get(fold(match[1])) if match[1] else None
            if operator is None:
                self._take_words(match[0])
            else:
                self._take(operator, match[0], match[2].strip('"').strip())
        return SearchQuery(
            terms=tuple(self._terms),
            senders=tuple(self._senders),
            mine=self._mine,
            places=tuple(self._places),
            since=max(self._since, default=None),
            before=min(self._before, default=None),
            kinds=tuple(dict.fromkeys(self._kinds)),
            misunderstood=tuple(self._misunderstood),
        )

    def _take_words(self, text: str) -> None:
        for part, quoted in parts_of(text):
            words = tuple(word.folded for word in words_in(part))
            if not words:
                self._doubt(Doubt.NO_LETTERS, part)
            elif len(self._terms) == MAX_TERMS:
                self._doubt(Doubt.TOO_MUCH, part)
            else:
                self._terms.append(Term(words, exact=quoted))

    def _take(self, operator: Operator, part: str, value: str) -> None:
        match operator:
            case Operator.FROM | Operator.IN if not value:
                self._doubt(Doubt.NO_NAME, part)
            case Operator.FROM if fold(value) in _ME:
                self._mine = True
            case Operator.FROM:
                self._senders.append(value)
            case Operator.IN:
                self._places.append(value)
            case Operator.HAS:
                kind = _KINDS.get(fold(value))
                if kind is None:
                    self._doubt(Doubt.NO_KIND, part)
                else:
                    self._kinds.append(kind)
            case Operator.BEFORE | Operator.AFTER | Operator.ON:
                self._take_days(operator, part, value)

    def _take_days(self, operator: Operator, part: str, value: str) -> None:
        days = _days(fold(value), self._now.date())
        if days is None:
            self._doubt(Doubt.NO_DATE, part)
            return
        first, after_last = (datetime.combine(day, time.min, self._now.tzinfo) for day in days)
        if operator is Operator.BEFORE:
            self._before.append(first)
        else:
            self._since.append(first)
            if operator is Operator.ON:
                self._before.append(after_last)

    def _doubt(self, doubt: Doubt, part: str) -> None:
        self._misunderstood.append(Misunderstood(doubt, part))


def _days(text: str, today: date) -> tuple[date, date] | None:
    """The first day that is meant, and the one behind the last; None if that is not clear."""
    if text in _TODAY:
        return today, today + timedelta(days=1)
    if text in _YESTERDAY:
        return today - timedelta(days=1), today
    for year, month, day in _readings(text, today):
        if year not in _YEARS:
            continue
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            continue
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, date(year + month // 12, month % 12 + 1, 1)
        return first, date(year + 1, 1, 1)
    return None


def _readings(text: str, today: date) -> Iterator[tuple[int, int, int]]:
    """Year, month and day as they may be meant; 0 for what is left out."""
    if not text.isascii() or not re.fullmatch(r"\d{1,4}([-/]\d{1,4}){0,2}", text):
        return
    numbers = [int(number) for number in re.split("[-/]", text)]
    match numbers:
        case [year]:
            yield year, 0, 0
        case [year, month] if year > 31:
            yield year, month or 13, 0
        case [day, month] if month <= 31:
            this_year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
            yield this_year, month or 13, day or 32
        case [month, year]:
            yield year, month or 13, 0
        case [year, month, day] if year > 31:
            yield year, month or 13, day or 32
        case [day, month, year]:
            yield year, month or 13, day or 32
        case _:
            pass
