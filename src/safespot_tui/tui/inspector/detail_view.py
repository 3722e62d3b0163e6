"""Paragraphs, wrapped, scrolled, drawn as far as they are seen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from safespot_tui.tui.drawing.line import ink, line
from safespot_tui.tui.drawing.wrap import wrap
from safespot_tui.tui.inspector.details import Line

_ROLES = ("plain", "heading", "what", "quiet", "body", "failed", "good")


class DetailView(ScrollView, can_focus=True):
    """Shows the lines that it is given."""

    DEFAULT_CSS = """
    DetailView {
        height: 1fr;
        background: $panel;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        scrollbar-background: $panel;
        scrollbar-color: $border;
        overflow-x: hidden;
        overflow-y: auto;
        & > .detail--plain { color: $foreground; background: $panel; }
        & > .detail--heading { color: $primary; text-style: bold; }
        & > .detail--what { color: $foreground; text-style: bold; }
        & > .detail--quiet { color: $foreground 65%; }
        & > .detail--body { color: $foreground; }
        & > .detail--failed { color: $error; }
        & > .detail--good { color: $success; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"detail--{role}" for role in _ROLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end,G", "scroll_end", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: Sequence[Line] = ()
        self._lines: Sequence[Line] = ()

    @property
    def text(self) -> str:
        """What is drawn, for who cannot see it."""
        return "\n".join(each.text for each in self._lines)

    def show(self, paragraphs: Sequence[Line], *, stay: bool = False) -> None:
        """Show something else, from its beginning unless it is to `stay` where it is."""
        if paragraphs == self._paragraphs:
            return
        self._paragraphs = paragraphs
        self._wrap()
        if not stay:
            self.scroll_to(0, 0, animate=False, force=True, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._wrap()
        self.refresh()

    def _wrap(self) -> None:
        width = max(1, self.scrollable_content_region.width - 2)
        self._lines = [
            Line(text, paragraph.role)
            for paragraph in self._paragraphs
            for text in wrap(paragraph.text, width)
        ]
        self.virtual_size = Size(0, len(self._lines))

    def render_line(self, y: int) -> Strip:
        """A line of what is shown."""
        ground = self.get_component_rich_style("detail--plain")
        index = self.scroll_offset.y + y
        if not 0 <= index < len(self._lines):
            return line((), self.size.width, ground)
        shown = self._lines[index]
        style = ground + ink(self.get_component_rich_style(f"detail--{shown.role}"))
        return line([(" ", ground), (shown.text, style)], self.size.width, ground)
