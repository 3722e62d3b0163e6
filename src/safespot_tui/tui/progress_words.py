"""How far something has come that takes long, in words and as a bar."""

from typing import assert_never

from safespot_tui.i18n import _, ngettext
from safespot_tui.store.progress import Progress, Work

BAR_CELLS = 8
FULL, EMPTY = "━", "╌"
KIBIBYTE = 1024


def progress_words(progress: Progress) -> str:
    """What is under way and how far it is, for one line."""
    words = _what(progress.work)
    percent = progress.percent
    if percent is not None:
        return f"{words} {bar(percent)} {percent} %"
    if progress.done:
        return f"{words} {_so_far(progress)}"
    return words


def bar(percent: int, cells: int = BAR_CELLS) -> str:
    """So many percent of a bar; only what is done to the end fills it."""
    full = percent * cells // 100
    return FULL * full + EMPTY * (cells - full)


def _what(work: Work) -> str:
    match work:
        case Work.FIRST_SYNC:
            return _("Fetching your conversations…")
        case Work.CATCH_UP:
            return _("Catching up…")
        case Work.HISTORY:
            return _("Fetching older messages…")
        case Work.UPLOAD:
            return _("Sending an image…")
        case Work.DOWNLOAD:
            return _("Fetching an image…")
        case Work.EXPORT:
            return _("Exporting…")
        case _:
            assert_never(work)


def _so_far(progress: Progress) -> str:
    """How much is done where nobody knows how much there is."""
    match progress.work:
        case Work.UPLOAD | Work.DOWNLOAD:
            return _("{n} KB so far").format(n=progress.done // KIBIBYTE)
        case Work.FIRST_SYNC:
            return ngettext(
                "{n} conversation so far", "{n} conversations so far", progress.done
            ).format(n=progress.done)
        case Work.CATCH_UP:
            return ngettext("{n} change so far", "{n} changes so far", progress.done).format(
                n=progress.done
            )
        case Work.HISTORY | Work.EXPORT:
            return ngettext("{n} message so far", "{n} messages so far", progress.done).format(
                n=progress.done
            )
        case _:
            assert_never(progress.work)
