"""Text that strangers wrote, made harmless for a terminal.

A terminal obeys what it is shown: an escape sequence in a message can write the reader's clipboard,
retitle the window or forge a row. `SafeText` is text in which nothing is left to obey. It is made
once, where remote text enters, and only it may be drawn, printed, notified, logged or copied.
"""

import re
from functools import cache
from typing import NewType

SafeText = NewType("SafeText", str)

MAX_COMBINING = 8
"""Combining marks kept on one base character; more only paint over the neighbouring rows."""

TAB = "    "

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
    **dict.fromkeys(range(0x2061, 0x2065), None),  # invisible operators
    **dict.fromkeys(range(0xFFF9, 0xFFFC), None),  # interlinear annotation
    **dict.fromkeys(range(0xE0000, 0xE0080), None),  # tags: text nobody sees
    0x09: TAB,
    0x0A: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
_NEWLINES = re.compile("\r\n?|\x85")
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"


@cache
def _stacked_marks() -> re.Pattern[str]:
    """Compiled when first needed: it would cost the start a millisecond."""
    return re.compile(f"({_MARK}{{{MAX_COMBINING}}}){_MARK}+")


def safe_text(text: str) -> SafeText:
    """`text` with nothing in it that a terminal would obey; its line breaks are kept."""
    if text.isascii() and text.isprintable():
        return SafeText(text)
    text = _NEWLINES.sub("\n", text).translate(_UNPRINTABLE)
    return SafeText(_stacked_marks().sub(r"\1", text))


def safe_line(text: str) -> SafeText:
    """As `safe_text`, on one line: for names, titles and reasons."""
    return SafeText(" ".join(safe_text(text).split()))


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in no more than blanks: a server may trim, and fold empty lines."""
    return one.split() == other.split()
