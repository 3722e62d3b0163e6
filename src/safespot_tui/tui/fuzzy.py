"""Finding a name by a few of its letters, in order, whatever their case and accents.

Linear in the length of the name: names are written by strangers, and none may freeze the screen.
"""

from collections.abc import Sequence

from safespot_tui.domain.folding import fold

_WORD_START = 8
_NEIGHBOUR = 5
_LETTER = 1


def match(query: str, name: str) -> tuple[int, Sequence[int]] | None:
    """How well `query` fits `name`, and which characters it is found at; None if it does not."""
    letters, text = fold(query).replace(" ", ""), fold(name)
    whole = text.find(fold(query).strip())
    if letters and whole >= 0:
        places: Sequence[int] = range(whole, whole + len(query.strip()))
        return _score(text, places) + _WORD_START, places
    found: list[int] = []
    start = 0
    for letter in letters:
        place = _place(text, letter, start)
        if place < 0:
            return None
        found.append(place)
        start = place + 1
    return _score(text, found), found


def _place(text: str, letter: str, start: int) -> int:
    """The next `letter`, rather at the beginning of a word if there is one further on."""
    next_place = text.find(letter, start)
    if next_place <= start:
        return next_place
    at_word = text.find(f" {letter}", next_place - 1)
    return at_word + 1 if at_word >= 0 and start else next_place


def _score(text: str, places: Sequence[int]) -> int:
    score, before = -len(text) // 8, -2
    for place in places:
        if place == 0 or not text[place - 1].isalnum():
            score += _WORD_START
        elif place == before + 1:
            score += _NEIGHBOUR
        else:
            score += _LETTER
        before = place
    return score
