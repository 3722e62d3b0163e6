"""What is drawn in place of signs that a terminal may take for wider or narrower than they are.

Texts go through `shown` before they are measured and wrapped, so that a shortcode gets the cells
it needs. What was measured as it is (a field that is typed into, a frame of the toolkit's) goes
through `in_place` when its line is drawn: there every sign has a twin of the same width.
"""

import re
from functools import lru_cache

from rich.cells import cell_len

from safespot_tui.config.settings import EmojiMode

HIT = "◆"
"""What a watch rule has hit, wherever it shows."""

_TWINS = {
    "✓": "v", "✗": "x", "◷": "~", "◉": "o", "●": "*", "○": "o", "◌": ".", "◐": "%", "◔": "%",
    "⊘": "-", "≡": "=", "⚑": "!", "⚲": "^", "★": "*", "☆": "*", "✎": "/", "☾": "z", "▌": "|",
    "▐": "|", "█": "#", "▀": "-", "▄": "_", "▊": "|", "▎": "|", "▔": "-", "▁": "_", "┃": "|",
    "│": "|", "║": "|", "─": "-", "━": "-", "═": "=", "›": ">", "‹": "<", "…": ".", "·": ".",
    "•": "*", "↑": "^", "↓": "v", "←": "<", "→": ">", "▣": "#", "⏎": "<", "“": '"', "”": '"',
    "‘": "'", "’": "'", "–": "-", "—": "-", "↪": ">", "◆": "!",
}  # fmt: skip
"""Each as wide as what it stands for: one cell."""

_CORNERS = re.compile("[\u2500-\u257f]")
_BLOCKS = re.compile("[\u2580-\u259f\u2800-\u28ff\U0001fb00-\U0001fbff]")
_SIGN = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "\ufe0f?[\U0001f3fb-\U0001f3ff]?"
)
_WIDE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_SIGN}(?:\u200d{_SIGN})*")
"""An emoji with what is joined to it; also signs that are text by themselves, to be left alone."""

_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")

_mode = EmojiMode.AS_IS


def install(mode: EmojiMode) -> None:
    """From here on characters are drawn so."""
    global _mode
    _mode = mode
    _spelled.cache_clear()


def mode() -> EmojiMode:
    """How characters are drawn now."""
    return _mode


def shown(text: str) -> str:
    """`text` as it is drawn: to be used before it is measured. Drawn twice, it is the same."""
    if _mode is EmojiMode.AS_IS or text.isascii():
        return text
    return _spelled(text)


@lru_cache(maxsize=4096)
def _spelled(text: str) -> str:
    text = _WIDE.sub(lambda match: _shortcode(match[0]), text)
    return _ascii(text) if _mode is EmojiMode.ASCII else text


def _shortcode(emoji: str) -> str:
    """`:joy:`; a sign that is one cell wide in every terminal stays."""
    from safespot_tui.domain.emoji import by_character  # a catalogue that few terminals need

    if cell_len(emoji) < 2 and "\ufe0f" not in emoji:
        return emoji
    plain = _TONES.sub("", emoji)
    parts = [plain] if by_character(plain) is not None else plain.split("\u200d")
    known = [by_character(part) for part in parts]
    return "".join(each.shortcode for each in known if each is not None) or ":?:"


def in_place(text: str) -> str:
    """`text` in as many cells as it had, for what has been measured already."""
    if _mode is EmojiMode.AS_IS or text.isascii():
        return text
    text = _WIDE.sub(lambda match: _filler(match[0]), text)
    return _ascii(text) if _mode is EmojiMode.ASCII else text


def _filler(emoji: str) -> str:
    width = cell_len(emoji)
    return emoji if width < 2 and "\ufe0f" not in emoji else ("[]" * width)[:width]


def _ascii(text: str) -> str:
    """Marks and frames in ASCII; letters stay what they are."""
    text = "".join(_TWINS.get(character, character) for character in text)
    return _BLOCKS.sub("#", _CORNERS.sub("+", text))
