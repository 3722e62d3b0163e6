"""Parts of the inbox that the user makes up, and the words that say what belongs to one.

A folder is a list of terms, all of which have to hold::

    title:plaza  person:ana  report:bache  category:"vía pública"     a part of what it is called
    is:unread  is:group  is:dm  is:muted  is:pinned  is:archived      how it stands
    has:draft  has:failed  has:report                                 what is in it
    plaza                                                             a part of any name in it
    unread                                                            short for is:unread
    -is:muted                                                         not so

Case and accents do not matter. What has blanks in it stands in quotes.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from safespot_tui.i18n import _


class Field(StrEnum):
    """Where a term looks for its words."""

    ANY = ""
    TITLE = "title"
    PERSON = "person"
    REPORT = "report"
    CATEGORY = "category"


class State(StrEnum):
    """How a conversation can stand: `is:…`."""

    UNREAD = "unread"
    GROUP = "group"
    DM = "dm"
    MUTED = "muted"
    PINNED = "pinned"
    ARCHIVED = "archived"


class Holding(StrEnum):
    """What can be in a conversation: `has:…`."""

    DRAFT = "draft"
    FAILED = "failed"
    REPORT = "report"


class Called(Struct, frozen=True):
    """`words` are a part of what something is called."""

    field: Field
    words: str
    negated: bool = False


class Is(Struct, frozen=True):
    """The conversation stands so."""

    state: State
    negated: bool = False


class Has(Struct, frozen=True):
    """That is in the conversation."""

    holding: Holding
    negated: bool = False


Term = Called | Is | Has


class Folder(Struct, frozen=True):
    """A part of the inbox under a name."""

    name: str
    terms: tuple[Term, ...]

    @property
    def shows_archived(self) -> bool:
        """Whether it is about what is archived; otherwise that stays out, as in the inbox."""
        return Is(State.ARCHIVED) in self.terms


class BadFolder(Exception):
    """The words of a folder mean nothing. `str()` is a sentence that says what is expected."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name


_IS, _HAS, _NOT, _QUOTE = "is", "has", "-", '"'


def folders_in(table: Mapping[str, str]) -> Sequence[Folder]:
    """The folders of the settings: names with their words. Raises `BadFolder`."""
    return [Folder(name, _terms(name, words)) for name, words in table.items()]


def _terms(name: str, words: str) -> tuple[Term, ...]:
    if not name.strip():
        raise BadFolder(name, _("a folder needs a name."))
    try:
        terms = parse(words)
    except ValueError as error:
        raise BadFolder(name, str(error)) from None
    return terms


def parse(source: str) -> tuple[Term, ...]:
    """The terms of a line. Raises `ValueError` with a sentence."""
    terms = tuple(_term(word) for word in _words(source))
    if not terms:
        raise ValueError(_("words are expected, such as “title:plaza is:unread”."))
    return terms


def in_words(terms: Sequence[Term]) -> str:
    """The line that means `terms`."""
    return " ".join(map(_in_words, terms))


def _words(source: str) -> Iterator[str]:
    """What blanks part, but for those in quotes; the quotes stay."""
    word, quoted = "", False
    for character in source:
        if character == _QUOTE:
            quoted = not quoted
        if character.isspace() and not quoted:
            if word:
                yield word
            word = ""
        else:
            word += character
    if quoted:
        raise ValueError(_("a quotation mark has no other that ends it."))
    if word:
        yield word


def _term(word: str) -> Term:
    negated = word.startswith(_NOT) and len(word) > 1
    word = word.removeprefix(_NOT) if negated else word
    # A colon within quotes belongs to the words that are sought.
    head, colon, tail = word.partition(":") if not word.startswith(_QUOTE) else ("", "", word)
    if not colon:
        return _bare(word, negated=negated)
    value = tail.replace(_QUOTE, "").strip()
    name = head.casefold()
    if not value:
        raise ValueError(_("something has to follow “{word}”.").format(word=word))
    if name == _IS:
        return Is(State(_known(value, State, word)), negated)
    if name == _HAS:
        return Has(Holding(_known(value, Holding, word)), negated)
    if name and name in set(Field):
        return Called(Field(name), value, negated)
    raise ValueError(
        _("“{word}” means nothing; there are {names}.").format(
            word=word, names=", ".join(f"{each}:" for each in (*list(Field)[1:], _IS, _HAS))
        )
    )


def _bare(word: str, *, negated: bool) -> Term:
    """A word by itself: a state, if it is the name of one, else a part of any name."""
    value = word.replace(_QUOTE, "").strip()
    if not value:
        raise ValueError(_("there is nothing between the quotation marks."))
    if word.casefold() in set(State):
        return Is(State(word.casefold()), negated)
    return Called(Field.ANY, value, negated)


def _known(value: str, names: type[StrEnum], word: str) -> str:
    if value.casefold() not in set(names):
        raise ValueError(
            _("“{word}” means nothing; there are {names}.").format(
                word=word, names=", ".join(f"{word.partition(':')[0]}:{each}" for each in names)
            )
        )
    return value.casefold()


def _in_words(term: Term) -> str:
    sign = _NOT if term.negated else ""
    match term:
        case Is(state):
            return f"{sign}{_IS}:{state}"
        case Has(holding):
            return f"{sign}{_HAS}:{holding}"
        case Called(Field.ANY, words):
            return f"{sign}{_QUOTE}{words}{_QUOTE}"
        case Called(field, words):
            return f"{sign}{field}:{_QUOTE}{words}{_QUOTE}"
