"""What stands in the user's way, as a sentence; times are those where the user is."""

from datetime import UTC, datetime
from typing import assert_never

from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _


def hindrance_words(hindrance: Hindrance, now: datetime | None = None) -> SafeText:
    """Why the user cannot write; with the day only where that is not the one of `now`."""
    match hindrance.kind:
        case HindranceKind.SUSPENDED:
            form = _("You are suspended until {until}: {reason}")
        case HindranceKind.MUTED:
            form = _("You are muted until {until}: {reason}")
        case HindranceKind.LOCKED:
            form = _("The moderators locked this conversation: {reason}")
        case HindranceKind.OBSERVING:
            form = _("You are observing: nobody sees you here, and you cannot write.")
        case _:
            assert_never(hindrance.kind)
    until = "?" if hindrance.until is None else local_moment(hindrance.until, now)
    return safe_line(form.format(until=until, reason=hindrance.reason or _("no reason was told")))


def local_moment(moment: datetime, now: datetime | None = None) -> str:
    """A moment to the minute where the user is; its day unless that is today."""
    there, today = moment.astimezone(), (now or datetime.now(UTC)).astimezone().date()
    return f"{there:%H:%M}" if there.date() == today else f"{there:%Y-%m-%d %H:%M}"
