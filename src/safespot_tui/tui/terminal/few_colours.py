"""Terminals of few colours, or of none: what is set off by its ground is set off there, too.

Sixteen colours have no second black, and `NO_COLOR` asks for no colour at all. So where the ground
of something is more than that of a pane, it is reversed; bold and underlined stay what they are.
"""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

NEAR = 3
"""Of 255: colours this near each other were meant to be one, but for rounding."""

BEHIND_DIALOGS = 0.6
"""How much of the background lies over what a dialog covers."""

_GROUNDS = ("background", "surface", "panel")
_HALF_BLOCK = "▀"
_HALF_BLOCKS = {
    (True, True): "█",
    (True, False): _HALF_BLOCK,
    (False, True): "▄",
    (False, False): " ",
}
_BRIGHT = 0.5


class FewColours(LineFilter):
    """Reverses what is set off. With `colourless` nothing else is left of colours.

    To go over a line twice is to go over it once.
    """

    def __init__(self, theme: Theme, *, colourless: bool) -> None:
        super().__init__()
        self.theme = theme
        self._colourless = colourless
        colours = theme.to_color_system().generate()
        self._ground, *others = (Color.parse(colours[name]) for name in _GROUNDS)
        behind = (each.blend(self._ground, BEHIND_DIALOGS) for each in others)
        self._grounds = (self._ground, *others, *behind)
        self._reversed = Style(
            color=self._ground.rich_color, bgcolor=Color.parse(colours["foreground"]).rich_color
        )
        self._known: dict[tuple[Style, Color], Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells in few colours. `background` is that of the widget."""
        return [
            Segment(text, None, control)
            if style is None
            else _half_blocks(text, style)
            if self._colourless and text.startswith(_HALF_BLOCK) and not style.reverse
            else Segment(text, self._plain(style, background), control)
            for text, style, control in segments
        ]

    def _plain(self, style: Style, background: Color) -> Style:
        plain = self._known.get((style, background))
        if plain is None:
            plain = self._known[style, background] = self._made(style, background)
        return plain

    def _made(self, style: Style, background: Color) -> Style:
        ground = style.color if style.reverse else style.bgcolor
        if ground is None:
            return style
        set_off = not _is_one_of(Color.from_rich_color(ground), (background, *self._grounds))
        if self._colourless:
            return style.without_color + Style(reverse=set_off, meta=style.meta or None)
        return style + self._reversed + Style(reverse=False) if set_off else style


def _half_blocks(text: str, style: Style) -> Segment:
    """Pixels that have no colours are bright or dark."""
    if style.color is None or style.bgcolor is None:
        return Segment(text, style)
    upper, lower = (
        Color.from_rich_color(each).brightness >= _BRIGHT for each in (style.color, style.bgcolor)
    )
    sign = _HALF_BLOCKS[upper, lower]
    return Segment(text.replace(_HALF_BLOCK, sign), style.without_color)


def _is_one_of(colour: Color, others: Iterable[Color]) -> bool:
    return any(
        max(abs(colour.r - each.r), abs(colour.g - each.g), abs(colour.b - each.b)) <= NEAR
        for each in others
    )
