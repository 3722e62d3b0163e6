"""A picture on the screen."""

from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.tui.host import host_of
from safespot_tui.tui.painting.painted import Painted


class PictureView(Widget, can_focus=False):
    """As large as what it shows."""

    DEFAULT_CSS = "PictureView { width: 0; height: 0; background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._painted: Painted | None = None

    def show(self, painted: Painted) -> None:
        """Show this instead of what was shown."""
        self._let_go()
        self._painted = painted
        host = host_of(self)
        host.tell(painted.before)
        if painted.over:
            host.lay_over(self, painted.strips, painted.over)
        self.styles.height = len(painted.strips)
        self.styles.width = painted.width
        self.refresh(layout=True)

    def on_unmount(self) -> None:
        """The terminal need not keep the image."""
        self._let_go()

    def render_line(self, y: int) -> Strip:
        """One row of cells."""
        if self._painted is None or y >= len(self._painted.strips):
            return Strip.blank(self.size.width)
        return self._painted.strips[y]

    def _let_go(self) -> None:
        if self._painted is not None:
            host_of(self).lift(self)
            host_of(self).tell(self._painted.after)
            self._painted = None
