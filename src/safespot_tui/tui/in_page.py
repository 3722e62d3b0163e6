"""The app in a page of a browser: `safespot-tui web` draws it there instead of on a terminal."""

from collections.abc import Mapping

_DRIVER = "safespot_tui.tui.terminal.page_driver:PageDriver"

_OF_THE_TERMINAL = {
    "GHOSTTY_RESOURCES_DIR", "ITERM_SESSION_ID", "KITTY_WINDOW_ID", "LC_TERMINAL", "STY",
    "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "VTE_VERSION", "WEZTERM_PANE",
}  # fmt: skip
"""What tells of the terminal that the command was typed in: nothing is drawn there."""


def is_in_page(environment: Mapping[str, str]) -> bool:
    """Whether this process draws in a page."""
    return environment.get("TEXTUAL_DRIVER") == _DRIVER


def page_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment`, for a process that draws in a page."""
    kept = {name: said for name, said in environment.items() if name not in _OF_THE_TERMINAL}
    return kept | {
        "TEXTUAL_DRIVER": _DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
