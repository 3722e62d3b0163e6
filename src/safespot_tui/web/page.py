"""The page: a frame of ours around textual-serve's terminal, everything from this machine."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

import textual_serve

from safespot_tui import i18n
from safespot_tui.i18n import _

_HERE = Path(__file__).parent / "files"
_THEIRS = Path(textual_serve.__file__).parent / "static"
_FONT = "RobotoMono{style}-VariableFont_wght.ttf"

FILES: Mapping[str, Path] = {
    "page.css": _HERE / "page.css",
    "page.js": _HERE / "page.js",
    "textual.js": _THEIRS / "js/textual.js",
    "xterm.css": _THEIRS / "css/xterm.css",
    "roboto-mono.ttf": _THEIRS / "fonts" / _FONT.format(style=""),
    "roboto-mono-italic.ttf": _THEIRS / "fonts" / _FONT.format(style="-Italic"),
}
"""All that the page consists of, by the names it uses."""

_WAY_IN = Template(
    '<!DOCTYPE html><html lang="$language"><meta charset="utf-8"><title>SafeSpot</title>'
    '<meta http-equiv="refresh" content="0;url=$path"><a href="$path">SafeSpot</a></html>\n'
)


def page() -> str:
    """The page with the terminal, and what it says when there is none."""
    words = {
        "language": i18n.language(),
        "waiting": _("SafeSpot is starting…"),
        "broken": _(
            "The connection to the computer on which SafeSpot runs broke. Nothing that you sent is "
            "lost. Connect again; if that fails, see whether “safespot-tui web” still runs, and "
            "whether the way to it (ssh, VPN) is open."
        ),
        "stopped": _("“safespot-tui web” was stopped. Start it again, and open what it prints."),
        "left": _(
            "You left SafeSpot. To come back, press Enter where “safespot-tui web” runs, and open "
            "the address that it prints."
        ),
        "elsewhere": _("SafeSpot was opened in another tab, so it was closed in this one."),
        "failed": _(
            "SafeSpot did not start, or had to stop. The terminal in which “safespot-tui web” runs "
            "says why."
        ),
        "unable": _(
            "This browser cannot draw here: it has no WebGL 2. Turn on hardware acceleration in "
            "its settings, or use another one."
        ),
        "again": _("Connect again"),
        "link": _("Open this link?"),
        "open": _("Open"),
        "cancel": _("Cancel"),
    }
    template = Template((_HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute({name: escape(said) for name, said in words.items()})


def way_in(path: str) -> str:
    """A page that leads to the one at `path`."""
    return _WAY_IN.substitute(language=escape(i18n.language()), path=escape(path))
