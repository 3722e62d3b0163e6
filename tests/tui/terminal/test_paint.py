"""Colours as terminals of 256 and of 16 have them: another colour, but to be read as well."""

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color

from safespot_tui.tui.terminal.paint import LEGIBLE, contrast, paint
from safespot_tui.tui.themes import THEMES

FEWER = (ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)


def grounds(theme) -> list[Color]:
    surface, primary = Color.parse(theme.surface), Color.parse(theme.primary)
    plain = [Color.parse(getattr(theme, name)) for name in ("background", "panel")]
    lit = (ground.blend(primary, part) for ground in (surface, plain[0]) for part in (0.16, 0.3))
    return [surface, *plain, *lit]


def inks(theme, ground: Color) -> list[Color]:
    names = ("foreground", "primary", "secondary", "success", "warning", "error")
    foreground = Color.parse(theme.foreground)
    faint = [ground.blend(foreground, part) for part in (0.45, 0.5, 0.6, 0.65, 0.8)]
    return [*faint, *(Color.parse(getattr(theme, name)) for name in names)]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("colors", FEWER, ids=lambda colors: colors.name)
def test_what_is_legible_in_all_colours_is_in_few(theme, colors) -> None:
    for ground in grounds(theme):
        for ink in inks(theme, ground):
            meant = contrast(ink.rich_color.get_truecolor(), ground.rich_color.get_truecolor())
            painted = paint(Style(color=ink.rich_color, bgcolor=ground.rich_color), colors)
            shown = contrast(*map(_triplet, painted))
            assert shown >= min(meant, LEGIBLE) * 0.95, (ink.hex, ground.hex, painted)


SIXTEEN = (
    *("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"),
    *("#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"),
)
"""As the first terminals of sixteen colours had them."""


def _triplet(colour):
    if colour.number in range(len(SIXTEEN)):
        return Color.parse(SIXTEEN[colour.number]).rich_color.get_truecolor()
    return colour.get_truecolor()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_256_colours_tell_what_is_chosen_from_what_is_not(theme) -> None:
    def ground(colour: Color):
        return paint(Style(bgcolor=colour.rich_color), ColorSystem.EIGHT_BIT)[1]

    surface, background, _panel, chosen, _more, chosen_message, _most = grounds(theme)
    assert ground(chosen) != ground(surface)
    assert ground(chosen_message) != ground(background)


def test_what_a_terminal_chose_itself_and_all_colours_stay() -> None:
    named = Style.parse("red on default")
    assert paint(named, ColorSystem.STANDARD) == (named.color, named.bgcolor)
    full = Style.parse("#123456 on #fedcba")
    assert paint(full, ColorSystem.TRUECOLOR) == (full.color, full.bgcolor)
    assert paint(Style(), ColorSystem.STANDARD) == (None, None)


def test_the_nearest_alone_would_not_do() -> None:
    """What choosing each colour for itself makes of a faint word in a chosen row."""
    theme, selected = THEMES[0], grounds(THEMES[0])[3]
    alone = [
        each.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
        for each in (inks(theme, selected)[1], selected)
    ]
    assert contrast(*alone) < 2.5
