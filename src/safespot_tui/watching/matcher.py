"""What rules say of one message: everything compiled once, and read once."""

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from msgspec import Struct

from safespot_tui.domain.folding import fold_plainly
from safespot_tui.i18n import _
from safespot_tui.watching.expression import compiled
from safespot_tui.watching.rule import (
    BadRule,
    Burst,
    Categories,
    Expression,
    People,
    Rule,
    Silence,
    Words,
)
from safespot_tui.watching.word_list import Phrase, WordList, phrase


class Said(Struct, frozen=True):
    """What rules look at of one message."""

    text: str
    sender: str = ""
    """The alias."""
    category: str = ""
    """Of the report that the conversation is about."""


class Matcher:
    """The rules that a single message can hit. The others take what comes before or after it."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Raises `BadRule`."""
        self._rules = rules
        phrases: list[tuple[Phrase, int]] = []
        self._expressions: list[tuple[Callable[[str], bool], int]] = []
        self._people: dict[str, set[int]] = {}
        self._categories: dict[str, set[int]] = {}
        for place, rule in enumerate(rules):
            match rule.condition:
                case Words(words):
                    phrases += [(phrase(word), place) for word in words]
                case Expression(source):
                    self._expressions.append((compiled(source), place))
                case People(aliases):
                    _note(self._people, aliases, place)
                case Categories(names):
                    _note(self._categories, names, place)
                case Silence() | Burst():
                    pass
                case _:
                    assert_never(rule.condition)
        self._words = WordList(phrases) if phrases else None

    def hits(self, said: Said) -> tuple[Rule, ...]:
        """The rules that a message hits, wherever it was said, in their order."""
        places: set[int] = set()
        plain = fold_plainly(said.text) if self._words or self._expressions else ""
        if self._words is not None:
            places |= self._words.found_in(plain)
        places |= {place for found_in, place in self._expressions if found_in(plain)}
        if self._people:
            places |= self._people.get(fold_plainly(said.sender), set())
        if self._categories:
            places |= self._categories.get(fold_plainly(said.category), set())
        return tuple(self._rules[place] for place in sorted(places))


def _note(held: dict[str, set[int]], names: Iterable[str], place: int) -> None:
    for name in names:
        if not name.strip():
            raise BadRule(_("a name is expected, not an empty text."))
        held.setdefault(fold_plainly(name.strip()), set()).add(place)
