"""What time it is, and how a list says when something was."""

from collections.abc import Callable
from datetime import datetime

from safespot_tui.i18n import _
from safespot_tui.tui.conversation.words import weekday

Clock = Callable[[], datetime]
"""Now, with the time zone in which the user wants to be told."""

_DAYS_KNOWN_BY_NAME = 7


def local_now() -> datetime:
    """Now, where the user is."""
    return datetime.now().astimezone()


def brief(moment: datetime, now: datetime) -> str:
    """When something was, in at most ten cells: the time, the day's name, or the date."""
    there = moment.astimezone(now.tzinfo)
    days = (now.date() - there.date()).days
    if days <= 0:
        return f"{there:%H:%M}"
    if days == 1:
        return _("yesterday")
    if days < _DAYS_KNOWN_BY_NAME:
        return weekday(there)[:3]
    return _("{day}/{month}/{year:02}").format(
        day=there.day, month=there.month, year=there.year % 100
    )
