"""Handing a link to the browser of the machine that the program runs on."""

import os
import sys
from collections.abc import Mapping, Sequence
from shutil import which
from typing import Protocol

from safespot_tui.actions.surface import Surface
from safespot_tui.config.private_mask import users_own_mask
from safespot_tui.domain.links import Link, OpenableUrl
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _


def opener(environ: Mapping[str, str]) -> Sequence[str]:
    """The program that opens links here, with its arguments; empty where there is no browser.

    Over ssh there is none: one that opened would be on the wrong machine. Nor is there one without
    a screen to draw on: a browser for the terminal would draw over this program.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return ()
    if sys.platform == "darwin":
        return ("open",)
    if sys.platform == "win32":
        return ("rundll32", "url.dll,FileProtocolHandler")
    found = which("xdg-open")
    drawn_on = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return (found,) if found and drawn_on else ()


async def open_in_browser(url: OpenableUrl) -> bool:
    """Open a link that the user has agreed to; whether there was a browser to hand it to.

    What it says is not heard: it would be written over the screen.
    """
    from asyncio.subprocess import DEVNULL, create_subprocess_exec

    program = opener(os.environ)
    if not program:
        return False
    try:
        await create_subprocess_exec(
            *program,
            url,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
            umask=users_own_mask(),
        )
    except OSError:
        return False
    return True


class Page(Protocol):
    """The page of a browser that the program is shown in."""

    def open_url(self, url: str) -> None:
        """Open a link in another tab."""
        ...


async def ask_and_open(link: Link, surface: Surface, page: Page | None = None) -> None:
    """Show where a link leads, and open it if the user agrees; without a browser, copy it."""
    if page or opener(os.environ):
        how = "" if link.encrypted else "\n" + _("What you see there could be read on the way.")
        if not await surface.confirm(
            _("Open this link?"),
            _("It leads to: {host}").format(host=link.host) + f"\n{link.url}{how}",
            _("Open"),
            grave=not link.encrypted or link.is_registered,
        ):
            return
        if page:
            page.open_url(link.url)
            return
        if await open_in_browser(link.url):
            return
    surface.copy(SafeText(link.url))
    surface.tell(
        _(
            "There is no browser here, so the link was copied. It leads to {host}; open it where "
            "you sit."
        ).format(host=link.host)
    )
