"""The little that people type to set words off: **bold**, _italic_, `code`, > quotes, links.

::

    a line of ``` ──▶ code, up to the next such line; without one, it is words
    > at the front    the line is a quotation; the sign stays
    `…`               code: nothing in it means anything
    an address        a link: nothing in it means anything
    **…**  _…_        bold, italic: from the front of a word to the end of one, on one line

What has no counterpart is words, and so is everything else. Nothing is taken out but signs in pairs
and the lines that fence code; nothing is put in. So what is shown is as safe as what was written:
a sign that holds a mark or a joiner apart from another character is words, too.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from safespot_tui.domain.links import link_places

MOST_CHARACTERS = 20_000
"""In a longer text nothing is set off: nobody wrote it by hand."""


class Look(StrEnum):
    """How words are set off."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    QUOTE = "quote"
    LINK = "link"


class Run(Struct, frozen=True):
    """Words that look the same from the first to the last."""

    text: str
    looks: frozenset[Look] = frozenset()


_FENCE = "```"
_SIGNS = re.compile(r"`([^`]+)`|\*\*|_")
_MAYBE = re.compile(r"[`_]|\*\*|://|mailto:|^>", re.IGNORECASE | re.MULTILINE)
_BOLD = "**"


def runs_of(text: str) -> Sequence[Run]:
    """`text` as it is to be shown, in order; one plain run where nothing is set off."""
    if len(text) > MOST_CHARACTERS or not _MAYBE.search(text):
        return (Run(text),)
    return tuple(_joined(_lines(text.split("\n"))))


def _lines(lines: Sequence[str]) -> Iterator[Run]:
    """The runs of all lines, with the breaks between them."""
    fences = [index for index, line in enumerate(lines) if line.strip().startswith(_FENCE)]
    pairs = {
        start: end
        for start, end in zip(fences[::2], fences[1::2], strict=False)
        if end > start + 1 and lines[end].strip() == _FENCE
    }
    index, first = 0, True
    while index < len(lines):
        if not first:
            yield Run("\n")
        first = False
        end = pairs.get(index)
        if end is None:
            yield from _line(lines[index])
            index += 1
        else:
            yield Run("\n".join(lines[index + 1 : end]), frozenset({Look.CODE}))
            index = end + 1


def _line(line: str) -> Iterator[Run]:
    base = frozenset({Look.QUOTE}) if line.startswith(">") else frozenset[Look]()
    links = link_places(line)
    hidden: list[tuple[int, int]] = []
    shown: list[tuple[int, int, Look]] = [(start, end, Look.LINK) for start, end in links]
    opened: dict[str, int] = {}
    for sign in _SIGNS.finditer(line):
        start, end = sign.span()
        if any(begin < end and start < stop for begin, stop in links):
            continue
        if sign[1] is not None:
            if _may_go(line, start, start + 1) and _may_go(line, end - 1, end):
                hidden += [(start, start + 1), (end - 1, end)]
                shown.append((start + 1, end - 1, Look.CODE))
            continue
        kind = sign[0]
        begun = opened.get(kind)
        if begun is not None and begun + len(kind) < start and _ends(line, start, end):
            hidden += [(begun, begun + len(kind)), (start, end)]
            look = Look.BOLD if kind == _BOLD else Look.ITALIC
            shown.append((begun + len(kind), start, look))
            del opened[kind]
        elif _begins(line, start, end):
            opened[kind] = start
    return _cut(line, hidden, shown, base)


def _cut(
    line: str,
    hidden: Sequence[tuple[int, int]],
    shown: Sequence[tuple[int, int, Look]],
    base: frozenset[Look],
) -> Iterator[Run]:
    """The pieces between all places where something begins or ends."""
    gone = {start for start, _end in hidden}
    begins: dict[int, list[Look]] = {}
    ends: dict[int, list[Look]] = {}
    for start, end, look in shown:
        begins.setdefault(start, []).append(look)
        ends.setdefault(end, []).append(look)
    places = sorted({0, len(line), *begins, *ends, *(at for pair in hidden for at in pair)})
    looks: list[Look] = []
    for start, end in pairwise(places):
        for look in ends.get(start, ()):
            looks.remove(look)
        looks += begins.get(start, ())
        if start not in gone:
            yield Run(line[start:end], base.union(looks))


def _begins(line: str, start: int, end: int) -> bool:
    """Whether a sign can begin something: before a word, and for “_” not inside of one."""
    if end == len(line) or line[end].isspace() or not _may_go(line, start, end):
        return False
    return line[start] != "_" or start == 0 or not line[start - 1].isalnum()


def _ends(line: str, start: int, end: int) -> bool:
    """Whether a sign can end something: after a word, and for “_” not inside of one."""
    if start == 0 or line[start - 1].isspace() or not _may_go(line, start, end):
        return False
    return line[start] != "_" or end == len(line) or not line[end].isalnum()


def _may_go(line: str, start: int, end: int) -> bool:
    """Whether the characters on both sides of a sign may come to stand side by side."""
    return not (_clings(line[end : end + 1]) or _clings(line[start - 1 : start] if start else ""))


def _clings(character: str) -> bool:
    """Whether a character is drawn into one beside it: marks, joiners, signs that modify signs."""
    return bool(character) and unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf", "Sk"}


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """The same with no empty runs, and none that looks like the one before."""
    last: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if last is not None and last.looks == run.looks:
            last = Run(last.text + run.text, last.looks)
        else:
            if last is not None:
                yield last
            last = run
    if last is not None:
        yield last
