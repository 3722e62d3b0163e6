"""How the app is started: the terminal is looked at before Textual is imported."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from safespot_tui.i18n import _
from safespot_tui.tui.in_page import is_in_page
from safespot_tui.tui.silence import silent_terminal

if TYPE_CHECKING:
    from safespot_tui.tui.engine import Engine, Launch

EXIT_OK = 0
EXIT_CRASH = 1
EXIT_NO_TERMINAL = 2

LEAST_COLUMNS, LEAST_LINES = 20, 6
"""Of a window in which a message can be read and answered."""


def no_terminal() -> str:
    """Why the app cannot run here, and what to use instead; empty if it can."""
    if is_in_page(os.environ):
        return ""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return _(
            "This is not a terminal, so there is no screen to draw. "
            "Use the commands for scripts instead: “safespot-tui inbox”, “history”, “send”, "
            "“tail” (see “safespot-tui --help”)."
        )
    if os.environ.get("TERM", "") in {"", "dumb", "unknown"}:
        return _(
            "This terminal cannot draw a screen (TERM={term}). “safespot-tui linear” is the same "
            "line by line; for scripts there are “inbox”, “history”, “send” and “tail” (see "
            "“safespot-tui --help”)."
        ).format(term=os.environ.get("TERM", ""))
    columns, lines = _window()
    if columns < LEAST_COLUMNS or lines < LEAST_LINES:
        return _(
            "This window is too small for a screen: it has {columns} columns and {lines} lines, "
            "at least {least} and {fewest} are needed. Make it larger, or use "
            "“safespot-tui linear”."
        ).format(columns=columns, lines=lines, least=LEAST_COLUMNS, fewest=LEAST_LINES)
    return ""


def _window() -> tuple[int, int]:
    """Columns and lines, plenty where the terminal does not say how many."""
    try:
        columns, lines = os.get_terminal_size(sys.stderr.fileno())
    except OSError:
        columns = lines = 0
    return columns or 80, lines or 24


def run(open_engine: "Callable[[], Engine] | None", launch: "Launch") -> int:
    """Show the account until the user leaves; without one, ask to log in. Gives the exit code.

    The terminal is left as it was found, also after a crash, which is in the log file. Where no
    screen can be drawn, says so and opens nothing.
    """
    reason = no_terminal()
    if reason:
        _say(reason)
        return EXIT_NO_TERMINAL
    with silent_terminal():
        return _show(open_engine, launch)


def _show(open_engine: "Callable[[], Engine] | None", launch: "Launch") -> int:
    be_still()
    from safespot_tui.tui.app import MessengerApp
    from safespot_tui.tui.terminal.alt_digits import know_alt_digits

    know_alt_digits()
    app = MessengerApp(open_engine() if open_engine is not None else None, launch)
    app.run(mouse=launch.settings.mouse)
    if app.crash is None:
        return EXIT_OK
    _say(
        _(
            "SafeSpot had to stop because of a mistake in the program. Nothing that you wrote is "
            "lost. What happened is in {path}."
        ).format(path=launch.log_path)
    )
    return EXIT_CRASH


def be_still() -> None:
    """Nothing moves on the screen: what does costs time, and bytes over ssh.

    Textual reads this when it is imported.
    """
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - there is no screen: this is the only way
