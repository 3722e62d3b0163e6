"""What is on the screen, as text and as how it looks, in a form that is read in a diff.

A file has a part for each language. A part begins with its looks: a letter for each, with how it
is in the dark theme and, if otherwise, in the light one. Then come the frames, of a dialog without
what is behind it: their lines, and below those of one size, for each line, how many cells there are
of which look.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from string import ascii_letters
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.screen import ModalScreen

Size = tuple[int, int]

_NAMED = (
    *("foreground", "background", "surface", "panel", "primary", "secondary", "success"),
    *("warning", "error", "border", "border-blurred", "text-warning", "text-error"),
    *("text-primary", "text-secondary", "text-accent", "text-success"),
)
_ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse", "strike")


class Frame(NamedTuple):
    """The lines of what is shown, and of each how its cells look."""

    lines: list[str]
    looks: list[list[str]]


def frame_of(app: Any) -> Frame:
    """What is on the screen now; no line of it may be narrower or wider than that."""
    names = {app.theme_variables[name].lower(): name for name in reversed(_NAMED)}
    known: dict[Style | None, str] = {}
    strips = app.screen._compositor.render_strips()
    wrong = [s.text for s in strips if sum(map(_cells, s)) != app.size.width]
    assert not wrong, f"not {app.size.width} cells: {wrong}"
    shown = _shown(app.screen)
    strips = [strip.crop(shown.x, shown.right) for strip in strips[shown.y : shown.bottom]]
    looks: list[list[str]] = []
    for strip in strips:
        looks.append([])
        for text, style, _control in strip:
            if style not in known:
                known[style] = _look(style, names)
            looks[-1] += [known[style]] * cell_len(text)
    return Frame([strip.text.rstrip() for strip in strips], looks)


def _cells(segment: Segment) -> int:
    return cell_len(segment.text)


def _shown(screen: Any) -> Region:
    """All of a screen, or the box of a dialog."""
    if not isinstance(screen, ModalScreen):
        return screen.region
    boxes = [child.region for child in screen.children if child.display and child.region]
    return Region.from_union(boxes).intersection(screen.region)


def _look(style: Style | None, names: Mapping[str, str]) -> str:
    if style is None:
        return "nothing"
    attributes = [name for name in _ATTRIBUTES if getattr(style, name)]
    ink, ground = (
        "default" if colour is None else names.get(hexed := _hex(colour), hexed)
        for colour in (style.color, style.bgcolor)
    )
    return " ".join([*attributes, ink, "on", ground])


def _hex(colour: Any) -> str:
    return colour.get_truecolor().hex.lower()


def part(language: str, frames: Mapping[Size, Frame], light: Mapping[Size, Frame]) -> str:
    """What a golden file says of a screen in a language: looks are told where there are both."""
    letters: dict[tuple[str, str], str] = {}
    lines = [
        line
        for size, dark in frames.items()
        for line in (
            f"---- {size[0]}×{size[1]}",
            *dark.lines,
            *_looks(dark, light.get(size), letters),
        )
    ]
    looks = [f"{letter:>2}  {_both(*look)}" for look, letter in letters.items()]
    return "\n".join([f"==== {language} ====", *looks, *lines, ""])


def _looks(dark: Frame, light: Frame | None, letters: dict[tuple[str, str], str]) -> Iterator[str]:
    if light is None:
        return
    if light.lines != dark.lines:
        yield "-- light"
        yield from light.lines
    yield "--"
    runs = ["".join(_runs(*pair, letters)) for pair in zip(dark.looks, light.looks, strict=True)]
    for run, same in groupby(runs):
        count = len(list(same))
        yield run if count == 1 else f"{run} ×{count}"


def _runs(
    dark: Sequence[str], light: Sequence[str], letters: dict[tuple[str, str], str]
) -> Iterator[str]:
    for look, cells in groupby(zip(dark, light, strict=True)):
        letter = letters.setdefault(look, _letter(len(letters)))
        yield f"{len(list(cells))}{letter}"


def _letter(number: int) -> str:
    more, one = divmod(number, len(ascii_letters))
    return (ascii_letters[more - 1] if more else "") + ascii_letters[one]


def _both(dark: str, light: str) -> str:
    return dark if dark == light else f"{dark}  |  {light}"


def parts_of(text: str) -> dict[str, str]:
    """The parts of a golden file by their languages."""
    parts: dict[str, str] = {}
    for each in text.split("==== ")[1:]:
        language, _rest = each.split(" ====", 1)
        if language.isalpha():
            parts[language] = f"==== {each}"
    return parts
