"""A search in sentences: where was looked, and what of it was not understood."""

from typing import assert_never

from safespot_tui.domain.search_query import Doubt, Misunderstood
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.sync.search_page import Searched, SearchPage

_QUOTED = 40
"""Characters of what was typed that a sentence repeats."""


def where_words(page: SearchPage) -> str:
    """Where was looked, and why not elsewhere."""
    match page.where:
        case Searched.SERVER:
            words = _("All your messages were searched, on the server.")
        case Searched.MEANWHILE:
            words = _("Searched what is stored here; asking the server…")
        case Searched.OFFLINE if page.reason:
            words = _("Searched only what is stored here. {reason}").format(reason=page.reason)
        case Searched.OFFLINE:
            words = _("You are offline: searched only what is stored here.")
        case Searched.HERE:
            words = _("This server cannot search: searched what is stored here.")
        case _:
            assert_never(page.where)
    if page.is_whole:
        return words
    return " ".join([words, _("Older messages are still being made searchable.")])


def doubt_words(misunderstood: Misunderstood) -> str:
    """Why a part of what was typed found nothing, or was passed over, and what would help."""
    part = safe_line(misunderstood.part[: _QUOTED + 1])
    part = part if len(part) <= _QUOTED else part[: _QUOTED - 1] + "…"
    match misunderstood.doubt:
        case Doubt.NO_NAME:
            words = _("“{part}” needs a name behind it: from:ana, in:plaza.")
        case Doubt.NO_DATE:
            words = _("“{part}” is no day: write before:2026-11-30, on:30/11 or after:yesterday.")
        case Doubt.NO_KIND:
            words = _("“{part}” is not known: there are has:image and has:link.")
        case Doubt.NO_LETTERS:
            words = _("“{part}” has neither letters nor digits, and only these can be searched.")
        case Doubt.TOO_MUCH:
            words = _("“{part}” was left out: that is more than can be looked for at once.")
        case Doubt.NOBODY:
            words = _("Nobody you know here is called “{part}”.")
        case Doubt.NOWHERE:
            words = _("No conversation of yours is called “{part}”.")
        case _:
            assert_never(misunderstood.doubt)
    return words.format(part=part)
