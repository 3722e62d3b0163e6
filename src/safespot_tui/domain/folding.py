"""Letters without case and accents: how people look for what they have read."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_MARK = re.compile(f"[{_MARKS}]")


class Word(Struct, frozen=True):
    """A word of a text, folded, and where it stands there."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` without case and accents, a character for each of its own."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_one, text))


def fold_plainly(text: str) -> str:
    """`text` without case and accents, also where the accents are characters of their own."""
    return _MARK.sub("", fold(text))


def folded_words(plain: str) -> Sequence[str]:
    """The words of what `fold_plainly` gave, as `words_in` has them."""
    return _WORD.findall(plain)


def words_in(text: str) -> Iterator[Word]:
    """The words of `text`: runs of letters and digits, as SQLite's `unicode61` cuts them."""
    for match in _WORD.finditer(text):
        yield Word(fold_plainly(match[0]), match.start(), match.end())


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()[:1] or character
