"""Until when something lasts, as one writes it."""

import re
from datetime import datetime, timedelta

from safespot_tui.actions.action import NotUnderstood
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.folding import fold
from safespot_tui.i18n import _

_LATER = re.compile(r"(\d{1,4})\s*([mhd])\w*")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_AT = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})[ t]*)?(?:(\d{1,2})[:.h](\d{2}))?")

LONGEST = timedelta(days=3650)
"""Ten years: more is a mistake."""

_OTHER = "other"
_USUAL = ("1h", "24h", "7d")


def ending(words: str, now: datetime) -> datetime:
    """When `30m`, `8h`, `7d`, `18:30`, `2026-12-01` or `2026-12-01 18:30` is, where the user is.

    A time of day that is over is tomorrow's. Raises `NotUnderstood`, also for what is over.
    """
    word, here = fold(words).strip(), now.astimezone()
    if later := _LATER.fullmatch(word):
        until = now + int(later[1]) * _UNITS[later[2]]
    else:
        until = _moment(word, here)
    if until is None or not now < until <= now + LONGEST:
        raise NotUnderstood(
            _("Until when? Write it like this: 30m, 8h, 7d, 18:30 or 2026-12-01 18:30.")
        )
    return until


def _moment(word: str, here: datetime) -> datetime | None:
    at = _AT.fullmatch(word)
    if at is None or not word:
        return None
    year, month, day, hour, minute = (None if part is None else int(part) for part in at.groups())
    try:
        until = here.replace(hour=hour or 0, minute=minute or 0, second=0, microsecond=0)
        if year is not None and month is not None and day is not None:
            # Without the offset of today: that day may have another.
            until = until.replace(year=year, month=month, day=day, tzinfo=None).astimezone()
        elif until <= here:
            until += timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return until


async def ask_ending(context: ActionContext, question: str) -> datetime | None:
    """Until when, chosen or written; None where the user declines."""
    titles = {"1h": _("1 hour"), "24h": _("24 hours"), "7d": _("7 days")}
    choices = [Choice(words, titles[words]) for words in _USUAL]
    other = Choice(_OTHER, _("Until…"), _("a time, or a day"))
    chosen = await context.surface.choose(question, [*choices, other])
    if chosen != _OTHER:
        return None if chosen is None else ending(chosen, context.now)
    words = ""
    while written := await context.surface.ask_text(
        question, words, placeholder="8h · 18:30 · 2026-12-01"
    ):
        try:
            return ending(written, context.now)
        except NotUnderstood as error:
            context.surface.tell(error.reason)
            words = written
    return None
