"""Emoji as they are listed, in the user's language. Imported when the first one is asked for."""

from safespot_tui.domain.emoji import Emoji, by_shortcode, search
from safespot_tui.i18n import language
from safespot_tui.tui.screens.row_list import ListRow

__all__ = ["by_shortcode", "emoji_name", "emoji_row", "search"]


def emoji_name(emoji: Emoji) -> str:
    """What it is called; in English where nobody has said it in the user's language."""
    return emoji.spanish[0] if language() == "es" and emoji.spanish else emoji.name


def emoji_row(emoji: Emoji) -> ListRow:
    """An emoji in a list."""
    return ListRow(f"{emoji.character} {emoji.shortcode}", emoji_name(emoji))
