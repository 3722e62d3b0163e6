"""Which time is asked about: from some words to two moments."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from safespot_tui.i18n import _

ALL = "all"
USUAL = "7d"
"""What is asked about unless something else is."""

_BACK = re.compile(r"(\d{1,5})\s*([hd])")
_TODAY = frozenset({"today", "hoy"})
_YESTERDAY = frozenset({"yesterday", "ayer"})
_ALL = frozenset({ALL, "todo"})


class Period(Struct, frozen=True):
    """From `since`, without it from the beginning, to before `until`, without it to now."""

    since: datetime | None = None
    until: datetime | None = None


class NoPeriod(ValueError):
    """The words mean no time. `str()` is a sentence that says what is expected."""


def period(since: str, until: str, now: datetime, zone: tzinfo | None = None) -> Period:
    """What two words mean in a time zone, without one in this machine's. Raises `NoPeriod`.

    A day is from midnight to midnight; as `until` it is meant as a whole.
    """
    meant = Period(
        _moment(since, now, zone) if since and since.casefold() not in _ALL else None,
        _moment(until, now, zone, ends=True) if until else None,
    )
    if meant.since and meant.until and meant.since >= meant.until:
        raise NoPeriod(_("“{until}” is not after “{since}”.").format(until=until, since=since))
    return meant


def period_in(words: str, now: datetime, zone: tzinfo | None = None) -> Period:
    """What is meant by one word, or by two: since when, and until when. Raises `NoPeriod`."""
    since, _blank, until = words.partition(" ")
    return period(since, until.strip(), now, zone)


def _moment(words: str, now: datetime, zone: tzinfo | None, *, ends: bool = False) -> datetime:
    meant = words.strip().casefold()
    today = now.astimezone(zone).date()
    back = _BACK.fullmatch(meant)
    try:
        if back is not None and back[2] == "h":
            return now - timedelta(hours=int(back[1]))
        if back is not None:
            day = today - timedelta(days=max(int(back[1]) - 1, 0))
        elif meant in _TODAY:
            day = today
        elif meant in _YESTERDAY:
            day = today - timedelta(days=1)
        else:
            day = date.fromisoformat(meant)
        return midnight(day + timedelta(days=ends), zone)
    except (ValueError, OverflowError):
        expected = _("“{words}” is no time; it can be 24h, 7d, today, a day as 2026-11-30, or all.")
        raise NoPeriod(expected.format(words=words)) from None


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """When a day begins in a time zone, without one in this machine's."""
    begins = datetime.combine(day, time.min, zone)
    return begins if zone is not None else begins.astimezone()
