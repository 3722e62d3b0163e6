"""Emoji by name."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from safespot_tui.domain.emoji import by_character, by_shortcode, catalogue, search
from safespot_tui.domain.text import safe_text

ROOT = Path(__file__).parents[2]


def test_every_shortcode_is_one_emojis_own() -> None:
    """Two emoji that are called the same would be a matter of luck."""
    codes = [code for emoji in catalogue() for code in emoji.shortcodes]
    characters = [emoji.character for emoji in catalogue()]
    assert len(set(codes)) == len(codes)
    assert len(set(characters)) == len(characters)
    assert all(by_shortcode(code) for code in codes)
    assert all(set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789_+-") for code in codes)


def test_what_the_catalogue_offers_can_be_sent_as_it_is() -> None:
    """What is chosen must not be another thing once it went through the door."""
    assert [e.character for e in catalogue() if safe_text(e.character) != e.character] == []


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="made with Unicode 14")
def test_the_catalogue_is_what_the_script_makes() -> None:
    """Nobody edits it by hand."""
    script = ROOT / "scripts" / "emoji_catalogue.py"
    subprocess.run([sys.executable, script, "check"], check=True)


@pytest.mark.parametrize(
    ("text", "shortcode"),
    [
        ("joy", ":joy:"),
        (":+1:", ":+1:"),
        ("sm", ":smile:"),
        ("thumbs", ":+1:"),
        ("corazon", ":heart:"),
        ("cora", ":heart:"),
        ("corazon_roto", ":broken_heart:"),
        ("CORAZÓN", ":heart:"),
        ("medialuna", ":croissant:"),
        ("broken heart", ":broken_heart:"),
        ("broken_heart", ":broken_heart:"),
        ("crocodile", ":crocodile:"),
        ("cocodrilo", ":crocodile:"),
        ("argentina", ":argentina:"),
    ],
)
def test_a_few_letters_find_what_is_meant_first(text: str, shortcode: str) -> None:
    """In either language, with accents or without."""
    assert search(text)[0].shortcode == shortcode


def test_what_does_not_exist_is_not_found() -> None:
    """Nothing is nothing."""
    assert list(search("qzxw")) == []
    assert by_shortcode("qzxw") is None
    assert by_character("q") is None


def test_no_words_are_the_whole_catalogue() -> None:
    """The picker begins with what is used most."""
    assert list(search("")) == list(catalogue())
    assert [emoji.shortcode for emoji in search("", 2)] == [":+1:", ":heart:"]


def test_an_emoji_is_known_with_and_without_its_style() -> None:
    """Phones send both."""
    bare = by_character("\u2764")
    styled = by_character("\u2764\ufe0f")
    assert bare is styled
    assert bare is not None
    assert bare.name == "heavy black heart"
