"""How the panes are arranged: beside each other, or one at a time."""

from typing import assert_never

from msgspec import Struct

from safespot_tui.config.settings import MAX_INBOX_WIDTH, MIN_INBOX_WIDTH, Layout

ONE_PANE_BELOW = 80
"""Columns: a narrower terminal shows the inbox or the conversation, not both."""

NEVER = 100_000
"""Columns that no terminal has."""

STEP = 4
"""Cells by which the inbox grows or shrinks at a key."""


class Arrangement(Struct, frozen=True):
    """What the user chose, in the settings or by key."""

    layout: Layout = Layout.AUTO
    zoomed: bool = False
    """One pane at a time, for now."""
    inbox_width: int | None = None
    """Cells; None for a third of the terminal."""

    @property
    def one_pane_below(self) -> int:
        """From how many columns on there are two panes."""
        if self.zoomed:
            return NEVER
        match self.layout:
            case Layout.AUTO:
                return ONE_PANE_BELOW
            case Layout.SPLIT:
                return 0
            case Layout.ONE:
                return NEVER
            case _:
                assert_never(self.layout)


def resized(width: int, steps: int) -> int:
    """How wide the inbox is some steps further."""
    return within_limits(width + steps * STEP)


def within_limits(width: int) -> int:
    """The nearest width that the inbox may have."""
    return max(MIN_INBOX_WIDTH, min(MAX_INBOX_WIDTH, width))
