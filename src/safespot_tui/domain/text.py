"""Text that strangers wrote, made harmless for a terminal.

A terminal obeys what it is shown: an escape sequence in a message can write the reader's clipboard,
retitle the window or forge a row. `SafeText` is text in which nothing is left to obey. It is made
once, where remote text enters, and only it may be drawn, printed, notified, logged or copied.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NewType

SafeText = NewType("SafeText", str)

MAX_COMBINING = 8
"""Combining marks kept on one base character; more only paint over the neighbouring rows."""

MAX_JOINED = 8
"""Joiners kept in one cluster; a terminal that draws its parts one by one would leave the row."""

MAX_LINE_CHARACTERS = 4096
"""Of a name, a title or a reason: more than anybody reads, and as long as a path can be."""

CHARACTERS_AT_ONCE = 64 * 1024
"""What is longer is made safe piece by piece, and remembered: some milliseconds each."""

TAB = "    "

NO_BASE = "\u25cc"
"""The dotted circle under a mark that stands on nothing."""

_CONTROL_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
_UNPRINTABLE: dict[int, str | None] = {
    **_CONTROL_PICTURES,
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),  # C1: the 8-bit forms of CSI, OSC, DCS…
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # lone surrogates cannot be written as UTF-8
    **dict.fromkeys((0x061C, 0x200E, 0x200F), None),  # bidi marks
    **dict.fromkeys(range(0x202A, 0x202F), None),  # bidi embeddings and overrides
    **dict.fromkeys(range(0x2066, 0x206A), None),  # bidi isolates
    **dict.fromkeys(range(0x206A, 0x2070), None),  # deprecated format characters
    **dict.fromkeys((0x00AD, 0x180E, 0x200B, 0x2060, 0xFEFF), None),  # zero width, no glyph
    **dict.fromkeys(range(0x2061, 0x2066), None),  # invisible operators
    **dict.fromkeys(range(0xFFF0, 0xFFFC), None),  # interlinear annotation
    **dict.fromkeys(range(0x13430, 0x13440), None),  # layout of hieroglyphs
    **dict.fromkeys(range(0x1BCA0, 0x1BCA4), None),  # layout of shorthand
    **dict.fromkeys(range(0x1D173, 0x1D17B), None),  # layout of music
    **dict.fromkeys(range(0xE0000, 0xE0100), None),  # tags: text nobody sees
    **dict.fromkeys(range(0xE01F0, 0xE1000), None),  # to be ignored, whatever they will be
    0x09: TAB,
    0x0A: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
_NEWLINES = re.compile("\r\n?|\x85")
_SEAM = re.compile("[\n -~](?=[\n -~])")
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_JOINERS = re.compile(f"([^{_JOINER}]){_JOINER}+(?=(.))|{_JOINER}+", re.DOTALL)
_FIRST_MARK = "\u0300"
"""What comes before it takes room of its own, and is joined to nothing."""
_EMOJI_STYLE = "\ufe0f"
_VIRAMA = 9
"""The combining class of what takes the vowel from a letter, so that the next one joins it."""
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_CONJOINING_JAMO = (range(0x1160, 0x1200), range(0xD7B0, 0xD800))
"""Vowels and finals of Hangul: letters, but drawn into the one before them."""


@cache
def _crowds() -> re.Pattern[str]:
    """Where too much may stand in one place. Compiled when first needed: it takes a millisecond."""
    return re.compile(f"[{_FIRST_MARK}-\U0010ffff]{{{min(MAX_COMBINING, MAX_JOINED) + 1},}}")


def _thinned(crowd: re.Match[str]) -> str:
    """A run of characters with no more marks and joiners in one place than can be drawn."""
    kept: list[str] = []
    marks = joiners = 0
    for character in crowd[0]:
        if character == _JOINER:
            joiners += 1
            if joiners > MAX_JOINED:
                continue
        elif _is_mark(character):
            marks += 1
            if marks > MAX_COMBINING:
                continue
        else:
            marks = 0
            if not kept or kept[-1] != _JOINER:
                joiners = 0
        kept.append(character)
    return "".join(kept)


def _joined(place: re.Match[str]) -> str:
    """A joiner where something can be joined: signs to signs, letters to the virama before them.

    Elsewhere a terminal draws both sides apart, while they would be measured as one.
    """
    before, after = place[1], place[2]
    if before is None:
        return ""
    between_signs = _is_sign(before) and unicodedata.category(after) in {"So", "Sm"}
    conjunct = unicodedata.combining(before) == _VIRAMA and after.isalpha()
    return before + _JOINER if between_signs or conjunct else before


def _grounded(line: str) -> str:
    """A mark that begins a line on a base of its own: else it is drawn into what stands before."""
    return NO_BASE + line if line and _is_mark(line[0]) else line


def _is_sign(character: str) -> bool:
    return (
        character == _EMOJI_STYLE
        or ord(character) in _SKIN_TONES
        or unicodedata.category(character) == "So"
    )


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    """Whether a character takes no room of its own."""
    code = ord(character)
    return (
        character == _NON_JOINER
        or code in _SKIN_TONES
        or any(code in jamo for jamo in _CONJOINING_JAMO)
        or unicodedata.category(character) in {"Mn", "Me"}
    )


def safe_text(text: str) -> SafeText:
    """`text` with nothing in it that a terminal would obey; its line breaks are kept."""
    return _long_safe_text(text) if len(text) > CHARACTERS_AT_ONCE else _safe_piece(text)


@lru_cache(maxsize=16)
def _long_safe_text(text: str) -> SafeText:
    """As `safe_text`, remembered: what a thread made safe is not made so again on the loop."""
    return SafeText("".join(map(_safe_piece, pieces_of(text))))


def pieces_of(text: str) -> Iterator[str]:
    """`text` cut where nothing on one side changes what the other one means: between plain ASCII.

    So a thread that works through them lets others run: nothing interrupts what is written in C.
    """
    start = 0
    while seam := _SEAM.search(text, start + CHARACTERS_AT_ONCE - 1):
        yield text[start : seam.end()]
        start = seam.end()
    yield text[start:]


def _safe_piece(text: str) -> SafeText:
    if text.isascii() and text.isprintable():
        return SafeText(text)
    text = _NEWLINES.sub("\n", text).translate(_UNPRINTABLE)
    if _JOINER in text:
        text = _JOINERS.sub(_joined, text)
    if text.isascii() or max(text, default="") < _FIRST_MARK:
        # As all that is written in Spanish. What follows would take milliseconds to compile.
        return SafeText(text)
    text = "\n".join(map(_grounded, text.split("\n")))
    return SafeText(_crowds().sub(_thinned, text))


def safe_line(text: str) -> SafeText:
    """As `safe_text`, on one line that has an end: for names, titles and reasons."""
    line = " ".join(safe_text(text[: 4 * MAX_LINE_CHARACTERS]).split())
    if len(line) > MAX_LINE_CHARACTERS:
        line = line[: MAX_LINE_CHARACTERS - 1] + "…"
    return SafeText(line) if line.isascii() else safe_text(line)


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in no more than blanks: a server may trim, and fold empty lines."""
    return one.split() == other.split()
