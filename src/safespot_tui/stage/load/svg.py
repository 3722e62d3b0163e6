"""Figures over time as a picture that is part of a page. Its colours are the page's."""

import math
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from safespot_tui.stage.report.markup import Markup, tag

_WIDTH, _HEIGHT = 800, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 10, 24, 24
_LINES = 4
"""Of the grid, above the lowest."""
_LABELS = 6
"""Below, at the most."""
_ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
COLOURS = ("first", "second", "third")


class Curve(Struct, frozen=True):
    """One value over time."""

    name: str
    values: Sequence[float]


def picture(
    title: str, curves: Sequence[Curve], slot: float, unit: Callable[[float], str]
) -> Markup:
    """Curves with as many values each, `slot` seconds apart; `unit` says one of them.

    At most as many as there are `COLOURS`.
    """
    top = round_above(max((max(curve.values, default=0.0) for curve in curves), default=0.0))
    count = max((len(curve.values) for curve in curves), default=0)
    drawing = tag(
        "svg",
        tag("title", title),
        *_grid(top, unit),
        *_seconds(count, slot),
        *_legend(curves),
        *(_curve(*each, top) for each in zip(curves, COLOURS, strict=False)),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_label=title,
    )
    caption = tag("figcaption", title)
    return tag("figure", caption, drawing, class_="plot")


def round_above(value: float) -> float:
    """The next number of one or two figures, and noughts: the upper end of a scale."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _ROUND if step * power >= value * (1 - 1e-9))


def _across(place: float, count: int) -> float:
    return _LEFT + place / max(1, count - 1) * (_WIDTH - _LEFT - _RIGHT)


def _up(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _grid(top: float, unit: Callable[[float], str]) -> Iterator[Markup]:
    for line in range(_LINES + 1):
        share = line / _LINES
        y = f"{_up(share):.1f}"
        yield tag("path", d=f"M{_LEFT} {y}H{_WIDTH - _RIGHT}", class_="grid")
        label = unit(top * share)
        yield tag("text", label, x=f"{_LEFT - 8}", y=y, dy=".35em", text_anchor="end")


def _seconds(count: int, slot: float) -> Iterator[Markup]:
    apart = max(1, math.ceil(count / _LABELS))
    for place in range(0, count, apart):
        x = f"{_across(place, count):.1f}"
        yield tag("text", f"{place * slot:g} s", x=x, y=f"{_HEIGHT - 6}", text_anchor="middle")


def _legend(curves: Sequence[Curve]) -> Iterator[Markup]:
    for place, (curve, colour) in enumerate(zip(curves, COLOURS, strict=False)):
        x = _LEFT + place * 180
        yield tag("path", d=f"M{x} 10h24", class_=f"curve {colour}")
        yield tag("text", curve.name, x=f"{x + 30}", y="10", dy=".35em")


def _curve(curve: Curve, colour: str, top: float) -> Markup:
    count = len(curve.values)
    points = (
        f"{_across(place, count):.1f} {_up(value / top):.1f}"
        for place, value in enumerate(curve.values)
    )
    # A single point is seen as the dot that a line of no length makes.
    path = "L".join(points)
    return tag("path", d=f"M{path}h.1" if path else "", class_=f"curve {colour}")
