"""Aliases as the deployed server has them: unique, and of at most 20 characters."""

from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.safespot.errors import rejected
from safespot_tui.i18n import _

LONGEST = 20


def checked_alias(alias: str) -> SafeText:
    """`alias` on one line and without a terminal's commands, which the server would keep.

    Raises `Rejected` for one that is empty or too long.
    """
    name = safe_line(alias)
    if not name:
        raise rejected(_("Choose an alias: it is what others call you."), "alias_empty")
    if len(name.encode("utf-16-le")) // 2 > LONGEST:
        raise rejected(_("An alias has at most 20 characters. Choose a shorter one."), "alias_long")
    return name


def alias_taken() -> Rejected:
    """Somebody else goes by it."""
    return rejected(
        _("Somebody else goes by this alias already. Choose another."), "alias_taken", 409
    )
