"""All the words of all rules, found in one pass over a text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from safespot_tui.domain.folding import folded_words, words_in
from safespot_tui.i18n import _
from safespot_tui.watching.rule import BadRule

_ANY_ENDING = "*"


class Phrase(Struct, frozen=True):
    """Words that follow each other, folded; the last may be only the beginning of one."""

    words: tuple[str, ...]
    open: bool = False


def phrase(source: str) -> Phrase:
    """A phrase as the user wrote it. Raises `BadRule` where there is no letter in it."""
    words = tuple(word.folded for word in words_in(source))
    if not words:
        raise BadRule(_("“{word}” has no letters to look for.").format(word=source))
    return Phrase(words, source.rstrip().endswith(_ANY_ENDING))


class WordList:
    """Phrases with what each stands for: the place of its rule."""

    def __init__(self, phrases: Iterable[tuple[Phrase, int]]) -> None:
        whole: dict[str, list[tuple[Phrase, int]]] = {}
        begun: dict[str, list[tuple[Phrase, int]]] = {}
        for each, place in phrases:
            held = begun if each.open and len(each.words) == 1 else whole
            held.setdefault(each.words[0], []).append((each, place))
        self._whole: Mapping[str, Sequence[tuple[Phrase, int]]] = whole
        self._begun: Mapping[str, Sequence[tuple[Phrase, int]]] = begun
        self._lengths = sorted({len(beginning) for beginning in begun})

    def found_in(self, plain: str) -> set[int]:
        """The places of the phrases that are in a text which `fold_plainly` gave."""
        words = folded_words(plain)
        found: set[int] = set()
        # Nearly all that is said has none of them.
        if not self._whole.keys().isdisjoint(words):
            found |= {place for at in range(len(words)) for place in self._whole_at(words, at)}
        for length in self._lengths:
            for beginning in self._begun.keys() & {word[:length] for word in words}:
                found |= {place for _phrase, place in self._begun[beginning]}
        return found

    def _whole_at(self, words: Sequence[str], at: int) -> Iterator[int]:
        for each, place in self._whole.get(words[at], ()):
            if len(each.words) == 1 or _follows(words[at : at + len(each.words)], each):
                yield place


def _follows(words: Sequence[str], sought: Phrase) -> bool:
    if len(words) < len(sought.words) or tuple(words[:-1]) != sought.words[:-1]:
        return False
    last = sought.words[-1]
    return words[-1].startswith(last) if sought.open else words[-1] == last
