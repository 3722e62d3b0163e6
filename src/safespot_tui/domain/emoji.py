"""Emoji by name: to complete `:smi`, to choose from, to say in words what a terminal cannot draw.

The catalogue beside this file is made by `scripts/emoji_catalogue.py`. It is read when it is first
asked for, which takes some milliseconds: nothing on the way to the first paint asks.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from safespot_tui.domain.text import SafeText

EMOJI_STYLE = "\ufe0f"
"""Asks for the picture of what may also be drawn as a letter: ❤️ is ❤ with this behind it."""


class Emoji(Struct, frozen=True):
    """One emoji and what it is called."""

    character: SafeText
    """What is sent; may be several code points."""
    shortcodes: tuple[str, ...]
    """Without colons, the one to show first: `joy`, `laughing_tears`."""
    name: str
    """In English, as Unicode has it: `face with tears of joy`."""
    spanish: tuple[str, ...]
    """What one would look for in Spanish; the first is the best name, if there is any."""

    @property
    def shortcode(self) -> str:
        """The first shortcode, between colons: `:joy:`."""
        return f":{self.shortcodes[0]}:"


@cache
def catalogue() -> Sequence[Emoji]:
    """All emoji; those that are used most come first."""
    text = files("safespot_tui.domain").joinpath("emoji.tsv").read_text(encoding="utf-8")
    return tuple(_emoji(*line.split("\t")) for line in text.splitlines())


def _emoji(character: str, shortcodes: str, name: str, spanish: str) -> Emoji:
    words = tuple(spanish.split(", ")) if spanish else ()
    return Emoji(SafeText(character), tuple(shortcodes.split(" ")), name, words)


def by_shortcode(shortcode: str) -> Emoji | None:
    """The emoji called `joy` or `:joy:`, whatever the case; None if none is."""
    return _by_shortcode().get(shortcode.strip(":").lower())


def by_character(character: str) -> Emoji | None:
    """What is known of an emoji, with or without the mark that asks for its picture."""
    return _by_character().get(character.replace(EMOJI_STYLE, ""))


def search(text: str, limit: int | None = None) -> Sequence[Emoji]:
    """Emoji whose shortcode, English or Spanish name has each word of `text`, the best first.

    Case and accents do not matter. Without a word, all of them, in the order of the catalogue.
    """
    words = _plain(text.strip(":").replace("_", " ")).split()
    if not words:
        return catalogue()[:limit]
    whole = "_".join(words)
    found: list[tuple[int, int, Emoji]] = []
    for index, (emoji, haystack) in enumerate(_haystacks()):
        if all(word in haystack for word in words):
            found.append((_rank(emoji, haystack, words, whole), index, emoji))
    return [emoji for _rank_, _index, emoji in sorted(found, key=lambda hit: hit[:2])][:limit]


def _rank(emoji: Emoji, haystack: str, words: Sequence[str], whole: str) -> int:
    """0 for a name itself, then its beginning, beginnings of words, and what is inside."""
    names = (*emoji.shortcodes, *map(_shortcode, emoji.spanish))
    if whole in names:
        return 0
    if any(name.startswith(whole) for name in names):
        return 1
    return 2 if all(f" {word}" in haystack for word in words) else 3


@cache
def _by_shortcode() -> Mapping[str, Emoji]:
    return {code: emoji for emoji in catalogue() for code in emoji.shortcodes}


@cache
def _by_character() -> Mapping[str, Emoji]:
    return {emoji.character.replace(EMOJI_STYLE, ""): emoji for emoji in catalogue()}


@cache
def _haystacks() -> Sequence[tuple[Emoji, str]]:
    """Each emoji with all its words, a space before each."""
    return tuple(
        (emoji, _plain(" ".join(("", *emoji.shortcodes, emoji.name, *emoji.spanish))))
        for emoji in catalogue()
    )


@cache
def _shortcode(words: str) -> str:
    """`corazón roto` as one would write it between colons."""
    return _plain(words).replace(" ", "_")


def _plain(text: str) -> str:
    """Without case and accents, shortcodes in words."""
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )
    return text.lower().replace("_", " ")
