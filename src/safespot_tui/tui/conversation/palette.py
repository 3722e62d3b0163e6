"""How each part of a timeline looks, resolved once for a theme."""

from collections.abc import Sequence
from typing import assert_never
from zlib import crc32

from msgspec import Struct, structs
from rich.style import Style
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.widget import Widget

from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.formatting import Look
from safespot_tui.domain.ids import UserId
from safespot_tui.tui.host import app_of

COMPONENTS = {
    "timeline--text",
    "timeline--alias-1",
    "timeline--alias-2",
    "timeline--alias-3",
    "timeline--alias-4",
    "timeline--alias-5",
    "timeline--alias-6",
    "timeline--own",
    "timeline--mention",
    "timeline--faint",
    "timeline--rule",
    "timeline--unread",
    "timeline--deleted",
    "timeline--code",
    "timeline--quote",
    "timeline--link",
    "timeline--chip",
    "timeline--chip-own",
    "timeline--read",
    "timeline--failed",
    "timeline--badge",
    "timeline--selected",
}

CSS = """
TimelineView {
    & .timeline--text { color: $foreground; }
    & .timeline--alias-1 { color: $text-primary; text-style: bold; }
    & .timeline--alias-2 { color: $text-secondary; text-style: bold; }
    & .timeline--alias-3 { color: $text-accent; text-style: bold; }
    & .timeline--alias-4 { color: $text-warning; text-style: bold; }
    & .timeline--alias-5 { color: $text-success; text-style: bold; }
    & .timeline--alias-6 { color: $text-error; text-style: bold; }
    & .timeline--own { color: $accent; text-style: bold; }
    & .timeline--mention { color: $text-warning; text-style: bold; }
    & .timeline--faint { color: $foreground 60%; }
    & .timeline--rule { color: $foreground 50%; }
    & .timeline--unread { color: $text-error; text-style: bold; }
    & .timeline--deleted { color: $foreground 60%; text-style: italic; }
    & .timeline--code { color: $text-secondary; }
    & .timeline--quote { color: $foreground 70%; }
    & .timeline--link { color: $text-primary; text-style: underline; }
    & .timeline--chip { color: $foreground 80%; }
    & .timeline--chip-own { color: $text-accent; text-style: bold; }
    & .timeline--read { color: $text-accent; text-style: bold; }
    & .timeline--failed { color: $text-error; text-style: bold; }
    & .timeline--badge { color: $button-color-foreground; background: $accent; text-style: bold; }
    & .timeline--selected { background: $primary 16%; }
}
"""

MARKS = {
    Delivery.PENDING: "◷",
    Delivery.FAILED: "✗",
    Delivery.SENT: "✓",
    Delivery.DELIVERED: "✓✓",
    Delivery.READ: "✓✓",
}
READ_WITHOUT_COLOUR = "✓◉"
"""Where colour cannot tell read from delivered, form has to."""


_BOLD, _ITALIC = Style(bold=True), Style(italic=True)


class Palette(Struct, frozen=True):
    """Complete styles, backgrounds included."""

    text: Style
    aliases: tuple[Style, ...]
    own: Style
    mention: Style
    faint: Style
    rule: Style
    unread: Style
    deleted: Style
    code: Style
    quote: Style
    link: Style
    chip: Style
    chip_own: Style
    read: Style
    failed: Style
    badge: Style
    selected: Style
    background: Color
    colourless: bool

    def needed(self, filters: Sequence[LineFilter]) -> tuple[LineFilter, ...]:
        """Those of the app's filters that change what is painted with these styles."""
        values = (*self.aliases, *structs.astuple(self))
        true = all(_is_true(value) for value in values if isinstance(value, Style))
        return tuple(each for each in filters if not (true and isinstance(each, ANSIToTruecolor)))

    def alias(self, user_id: UserId | None) -> Style:
        """The same person has the same colour everywhere and always."""
        return self.aliases[crc32((user_id or "").encode()) % len(self.aliases)]

    def set_off(self, looks: frozenset[Look]) -> Style:
        """The style of words that are set off in all these ways."""
        style = self.text
        for look in sorted(looks, key=list(Look).index, reverse=True):
            match look:
                case Look.BOLD:
                    style += _BOLD
                case Look.ITALIC:
                    style += _ITALIC
                case Look.CODE:
                    style += self.code
                case Look.QUOTE:
                    style += self.quote
                case Look.LINK:
                    style += self.link
                case _:
                    assert_never(look)
        return style

    def mark(self, delivery: Delivery) -> tuple[str, Style]:
        """The sign for how far an own message has come."""
        match delivery:
            case Delivery.READ:
                return READ_WITHOUT_COLOUR if self.colourless else MARKS[delivery], self.read
            case Delivery.FAILED:
                return MARKS[delivery], self.failed
            case Delivery.PENDING | Delivery.SENT | Delivery.DELIVERED:
                return MARKS[delivery], self.faint


def palette_of(widget: Widget) -> Palette:
    """The palette that the CSS gives a timeline now."""

    def style(name: str) -> Style:
        return widget.get_component_rich_style(f"timeline--{name}")

    return Palette(
        text=style("text"),
        aliases=tuple(style(f"alias-{number}") for number in range(1, 7)),
        own=style("own"),
        mention=style("mention"),
        faint=style("faint"),
        rule=style("rule"),
        unread=style("unread"),
        deleted=style("deleted"),
        code=style("code"),
        quote=style("quote"),
        link=style("link"),
        chip=style("chip"),
        chip_own=style("chip-own"),
        read=style("read"),
        failed=style("failed"),
        badge=style("badge"),
        selected=style("selected"),
        background=widget.background_colors[1],
        colourless=app_of(widget).no_color,
    )


def _is_true(style: Style) -> bool:
    """Whether this is painted as it says, whatever colours a terminal gives to numbers."""
    colours = (style.color, style.bgcolor)
    return not style.dim and all(colour is None or colour.triplet for colour in colours)
