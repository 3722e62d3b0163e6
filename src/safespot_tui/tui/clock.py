"""What time it is where the user is, and how they write when something was."""

from collections.abc import Callable
from datetime import date, datetime

from safespot_tui.i18n import _
from safespot_tui.tui.conversation.words import day_words, weekday

_DAYS_KNOWN_BY_NAME = 7
_HALF_A_DAY = 12
_FOR_EVER = 9999
"""The year that stands for “for ever”; local time may have no such moment."""


def local_now() -> datetime:
    """Now, where the user is."""
    return datetime.now().astimezone()


class Clock:
    """The one clock of the screen. Called, it says what time it is, with the user's time zone."""

    def __init__(self, read: Callable[[], datetime] = local_now, *, hours_12: bool = False) -> None:
        """`read` tells the time; `hours_12` has it written as “2:05 PM”."""
        self._read = read
        self._hours_12 = hours_12

    def __call__(self) -> datetime:
        """Now."""
        return self._read()

    @property
    def today(self) -> date:
        """The day it is where the user is."""
        return self().date()

    def seconds_until(self, moment: datetime) -> float:
        """After how many seconds to look again whether it is `moment`; never at once.

        At most ten minutes: a machine that slept did not count all of them.
        """
        return min(max((moment - self()).total_seconds(), 0.2), 600.0)

    def time_of_day(self, moment: datetime) -> str:
        """When something was on its day."""
        there = moment.astimezone()
        if not self._hours_12:
            return f"{there:%H:%M}"
        time = f"{there.hour % _HALF_A_DAY or _HALF_A_DAY}:{there:%M}"
        form = _("{time} AM") if there.hour < _HALF_A_DAY else _("{time} PM")
        return form.format(time=time)

    def until(self, moment: datetime) -> str:
        """Until when something is so, in at most ten cells; nothing if that is not to be seen."""
        there = moment.astimezone() if moment.year < _FOR_EVER else moment
        days = (there.date() - self.today).days
        if days <= 0:
            return self.time_of_day(moment)
        if days < _DAYS_KNOWN_BY_NAME:
            return weekday(there)[:3]
        if moment.year >= _FOR_EVER:
            return ""
        return _("{day}/{month}/{year:02}").format(
            day=there.day, month=there.month, year=there.year % 100
        )

    def day(self, moment: datetime) -> str:
        """The day of a moment, within a sentence."""
        there = moment.astimezone().date()
        days = (self.today - there).days
        if days == 0:
            return _("today")
        return _("yesterday") if days == 1 else day_words(there, self.today)

    def brief(self, moment: datetime) -> str:
        """When something was, in at most ten cells: the time, the day's name, or the date."""
        there = moment.astimezone()
        days = (self.today - there.date()).days
        if days <= 0:
            return self.time_of_day(moment)
        if days == 1:
            return _("yesterday")
        if days < _DAYS_KNOWN_BY_NAME:
            return weekday(there)[:3]
        return _("{day}/{month}/{year:02}").format(
            day=there.day, month=there.month, year=there.year % 100
        )
