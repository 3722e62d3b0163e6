"""Colours of a style as a terminal of fewer has them: the nearest, but as legible as was meant."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

LEGIBLE = 4.5
"""Contrast from which on more is not needed (WCAG AA)."""

_LINEAR = 0.04045

_STEPS = (0, 95, 135, 175, 215, 255)
_CUBE = [ColorTriplet(red, green, blue) for red in _STEPS for green in _STEPS for blue in _STEPS]
_GREYS = [ColorTriplet(grey, grey, grey) for grey in range(8, 248, 10)]
_VGA = [
    ColorTriplet(*(low + (170 if number & bit else 0) for bit in (1, 2, 4)))
    for low in (0, 85)
    for number in range(8)
]
_VGA[3] = ColorTriplet(170, 85, 0)

_CHOICES: Mapping[ColorSystem, Mapping[int, ColorTriplet]] = {
    ColorSystem.STANDARD: dict(enumerate(_VGA)),
    # The first sixteen are what each terminal makes of them.
    ColorSystem.EIGHT_BIT: dict(enumerate([*_CUBE, *_GREYS], 16)),
}
"""What there is to choose from, and about what it looks like."""


def paint(style: Style, colors: ColorSystem) -> tuple[Color | None, Color | None]:
    """Ink and ground of a style. On grounds that come out otherwise, inks are chosen anew."""
    if colors not in _CHOICES:
        return style.color, style.bgcolor
    ground = _nearest(style.bgcolor, colors)
    ink = style.color
    if ink is None or ink.triplet is None or style.bgcolor is None or ground is None:
        return _nearest(ink, colors), ground
    return _ink_on(ink.triplet, style.bgcolor.get_truecolor(), ground, colors), ground


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """From 1, the same, to 21, black on white; as WCAG has it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(4096)
def _nearest(colour: Color | None, colors: ColorSystem) -> Color | None:
    if colour is None or colour.triplet is None:
        return colour
    return Color.from_ansi(_by_distance(colour.triplet, colors)[0])


@lru_cache(4096)
def _ink_on(ink: ColorTriplet, meant: ColorTriplet, ground: Color, colors: ColorSystem) -> Color:
    """The nearest colour that stands out from the ground as the ink did from the one meant."""
    least = min(contrast(ink, meant), LEGIBLE)
    choices, behind = _CHOICES[colors], _as_shown(ground, colors)
    legible = (
        number for number in _by_distance(ink, colors) if contrast(choices[number], behind) >= least
    )
    return Color.from_ansi(
        next(legible, max(choices, key=lambda number: contrast(choices[number], behind)))
    )


def _as_shown(colour: Color, colors: ColorSystem) -> ColorTriplet:
    if colour.number is None:
        return colour.get_truecolor()
    return _CHOICES[colors][colour.number]


def _by_distance(colour: ColorTriplet, colors: ColorSystem) -> Sequence[int]:
    choices = _CHOICES[colors]
    return sorted(choices, key=lambda number: _distance(choices[number], colour))


def _distance(one: ColorTriplet, other: ColorTriplet) -> float:
    """Eyes tell greens apart best, and reds better the more of it there is."""
    red = (one.red + other.red) / 2
    parts = (
        (2 + red / 256) * (one.red - other.red) ** 2,
        4 * (one.green - other.green) ** 2,
        (2 + (255 - red) / 256) * (one.blue - other.blue) ** 2,
    )
    return sum(parts)


def _luminance(colour: ColorTriplet) -> float:
    parts = [
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
