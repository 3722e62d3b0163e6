"""What goes over every line that is painted, as the terminal and the user want it."""

from collections.abc import Sequence

from textual.app import App
from textual.filter import LineFilter, Monochrome

from safespot_tui.config.settings import EmojiMode
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.drawing.glyph_filter import GlyphFilter
from safespot_tui.tui.terminal.few_colours import FewColours


class LineFilters:
    """Made once for each theme and each way to draw emoji: what was painted is known by them."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._glyph_filter = GlyphFilter()
        self._few_colours: FewColours | None = None

    def draw_emoji(self, mode: EmojiMode) -> None:
        """Draw them otherwise from now on."""
        glyphs.install(mode)
        self._glyph_filter = GlyphFilter()

    def among(self, filters: Sequence[LineFilter]) -> Sequence[LineFilter]:
        """Textual's own, ours in their place."""
        app = self._app
        all_filters = [each for each in filters if not isinstance(each, Monochrome)]
        if app.no_color or app.console.color_system == "standard":
            if self._few_colours is None or self._few_colours.theme is not app.current_theme:
                self._few_colours = FewColours(app.current_theme, colourless=app.no_color)
            all_filters.append(self._few_colours)
        if glyphs.mode() is not EmojiMode.AS_IS:
            all_filters.append(self._glyph_filter)
        return all_filters
