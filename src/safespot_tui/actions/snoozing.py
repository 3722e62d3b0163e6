"""Until when something is put away."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from safespot_tui.actions.action import NotUnderstood
from safespot_tui.domain.folding import fold
from safespot_tui.i18n import _

MORNING = "9:00"
"""When “tomorrow” begins for those who work."""

SNOOZES: Mapping[str, Callable[[], str]] = {
    "15m": lambda: _("In 15 minutes"),
    "1h": lambda: _("In one hour"),
    "tomorrow": lambda: _("Tomorrow at 9:00"),
}
"""What is asked for most."""

_LATER = re.compile(r"(\d{1,4})\s*([mhd])\w*")
_AT = re.compile(r"(\d{1,2})[:.h](\d{2})")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_OFF = {"off", "no", "0"}


def snoozed_until(words: str, now: datetime) -> datetime | None:
    """What `45m`, `2h`, `3d`, `14:30` or `tomorrow` means at `now`; None for `off`.

    A time of day that is over today is tomorrow's. Raises `NotUnderstood`.
    """
    word = fold(words).strip()
    if word in _OFF:
        return None
    if (later := _LATER.fullmatch(word)) and int(later[1]):
        return now + int(later[1]) * _UNITS[later[2]]
    tomorrow = word in ("tomorrow", fold(_("tomorrow")))
    at = _AT.fullmatch(MORNING if tomorrow else word)
    if at is None or int(at[1]) >= 24 or int(at[2]) >= 60:
        raise NotUnderstood(_("Until when? Write it like this: 45m, 2h, 3d, 14:30, tomorrow, off."))
    day = now.astimezone()
    until = day.replace(hour=int(at[1]), minute=int(at[2]), second=0, microsecond=0)
    return until + timedelta(days=1) if tomorrow or until <= day else until
