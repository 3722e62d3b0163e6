"""The list above the composer of what may be meant."""

from collections.abc import Sequence

from safespot_tui.tui.screens.row_list import ListRow, RowList


class Suggestions(RowList):
    """Rows over what is above their place, which does not move for them.

    A layout is dear, and keys come fast: while it is open, it grows when it must and never shrinks.
    Fewer rows stand at its lower edge.
    """

    DEFAULT_CSS = """
    Suggestions {
        overlay: screen;
        display: none;
        width: 1fr;
        max-width: 76;
        height: 1;
        max-height: 60;
        overflow-y: hidden;
        background: $panel;
        & > .rows--plain { background: $panel; }
    }
    """

    most_rows = 8

    def offer(self, rows: Sequence[ListRow]) -> None:
        """Show these, the cursor on the first."""
        rows = rows[: self.most_rows]
        height = len(rows) if not self.display else max(len(rows), self.lines)
        if height != self.lines:
            self.styles.height = height
            self.styles.offset = (0, -height)
        self.display = True
        self.set_rows(rows)

    def put_away(self) -> None:
        """Show nothing."""
        self.display = False

    @property
    def lines(self) -> int:
        """How many it takes."""
        height = self.styles.height
        return int(height.value) if height is not None else 0

    def resized(self) -> None:
        """Rows come and go within the same lines."""
        self.refresh()

    def row_at(self, y: int) -> int:
        """The last row is at the lower edge."""
        return y - (self.lines - len(self.rows))
