"""The tour in lines: the same six things, said once."""

from collections.abc import Iterator

from safespot_tui.i18n import _


def tour_lines() -> Iterator[str]:
    """One line for each step."""
    yield _("Six things to begin with. You can type at any time.")
    yield _("1. /inbox lists the conversations, /open 2 or /open with a name goes to one.")
    yield _("2. What you type there is sent with Enter.")
    yield _("3. /next goes to what is unread, and at its end back to where you were.")
    yield _("4. Messages have numbers: /reply 3 and some words answer the third.")
    yield _("5. /hold keeps what comes, so that you can write in peace; /hold again says it.")
    yield _("6. /help lists everything, /help reply says more of one.")
