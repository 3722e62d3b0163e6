"""What is written behind a command: for how long, or who."""

import re
from datetime import UTC, datetime, timedelta

from safespot_tui.actions.action import NotUnderstood
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.folding import fold
from safespot_tui.domain.user import User
from safespot_tui.i18n import _

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
"""“Until I say so”: the contract has a moment for the end of a mute, and no other word for it."""

MENTION = "@"

_DURATION = re.compile(r"(\d{1,5})\s*([mhd])\w*", re.IGNORECASE)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_OFF = {"off", "no", "0"}
_FOR_EVER = {"always", "forever", "siempre"}


def muted_until(words: str, now: datetime) -> datetime | None:
    """When a mute ends that is wished for with `8h`, `30m`, `2d` or `always`; None for `off`.

    Raises `NotUnderstood`.
    """
    word = fold(words).strip()
    if word in _OFF:
        return None
    if word in _FOR_EVER:
        return FOR_EVER
    duration = _DURATION.fullmatch(word)
    if duration is None or not int(duration[1]):
        raise NotUnderstood(
            _("For how long? Write it like this: /mute 30m, 8h or 2d; always; or off.")
        )
    return now + int(duration[1]) * _UNITS[duration[2]]


async def person_named(alias: str, context: ActionContext) -> User:
    """The one who goes by an alias, known here or to the server, with or without `@`.

    Raises `NotUnderstood` where nobody does, and what the server raises.
    """
    wanted = fold(alias.removeprefix(MENTION).strip())
    known = context.store.users()
    for people in (known, await context.messenger.search_users(wanted)):
        for user in people:
            if fold(user.alias) == wanted and user.id != context.store.me:
                return user
    raise NotUnderstood(_("Nobody is called “{alias}”.").format(alias=alias))
