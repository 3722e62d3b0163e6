"""Writes the catalogue of emoji, `src/safespot_tui/domain/emoji.tsv`; `check` says if it is behind.

What is used most has its shortcodes and its Spanish written by hand (`scripts/emoji/common.tsv`).
The rest are the pictographs of the Unicode data that Python 3.11 brings, under their Unicode names;
their Spanish is put together word by word (`scripts/emoji/words.tsv`), to be searched.
"""

import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
CATALOGUE = HERE.parent / "src" / "safespot_tui" / "domain" / "emoji.tsv"
UNICODE = "14.0.0"
"""That of the oldest Python we run on: the catalogue is the same whoever makes it."""

_BLOCKS = (*range(0x2300, 0x2C00), *range(0x1F000, 0x1F200), *range(0x1F300, 0x1FB00))
_EMOJI_STYLE = "\ufe0f"
_JOINER = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def catalogue() -> str:
    """The file: emoji, shortcodes, English name, Spanish, by tabs; the most used come first."""
    rows = [line.split("\t") for line in _lines("common.tsv")]
    by_hand = {emoji for emoji, _codes, _spanish in rows}
    taken = {code for _emoji, codes, _spanish in rows for code in codes.split()}
    words = dict(line.split("\t") for line in _lines("words.tsv"))
    lines = [(emoji, codes, _name(emoji), spanish) for emoji, codes, spanish in rows]
    for emoji in _pictographs():
        name = _name(emoji)
        code = _shortcode(name)
        if emoji not in by_hand and code not in taken:
            taken.add(code)
            spanish = (words[word] for word in name.replace("-", " ").split() if word in words)
            lines.append((emoji, code, name, ", ".join(dict.fromkeys(spanish))))
    return "".join("\t".join(line) + "\n" for line in lines)


def _lines(name: str) -> list[str]:
    return (HERE / "emoji" / name).read_text(encoding="utf-8").splitlines()


def _pictographs() -> list[str]:
    """What is drawn as a picture, two cells wide, without being asked to."""
    return [
        character
        for character in map(chr, _BLOCKS)
        if unicodedata.category(character) == "So"
        and unicodedata.east_asian_width(character) == "W"
    ]


def _name(emoji: str) -> str:
    """`grinning face`; of a sequence, the names of its parts; of a flag, its letters."""
    if ord(emoji[0]) in _FLAG_LETTERS:
        letters = "".join(chr(ord(letter) - _FLAG_LETTERS.start + ord("a")) for letter in emoji)
        return f"flag {letters}"
    parts = (part for part in emoji if part not in (_EMOJI_STYLE, _JOINER))
    return ", ".join(unicodedata.name(part).lower() for part in parts)


def _shortcode(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


if __name__ == "__main__":
    if unicodedata.unidata_version != UNICODE:
        sys.exit(f"Run this with a Python that has Unicode {UNICODE}: 3.11.")
    if sys.argv[1:] == ["check"]:
        sys.exit(CATALOGUE.read_text(encoding="utf-8") != catalogue())
    CATALOGUE.write_text(catalogue(), encoding="utf-8")
