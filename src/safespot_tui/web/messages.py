"""What the page sends, in textual-serve's words: a list of a name and what belongs to it."""

import json
from typing import Any, NamedTuple, Self, cast

MOST_COLUMNS, MOST_LINES = 1000, 500
"""Of a page; a larger one is drawn in its corner."""


class Typed(NamedTuple):
    """Keys, as a terminal would send them."""

    text: str


class Resize(NamedTuple):
    """The page has room for so many cells."""

    width: int
    height: int

    @classmethod
    def of(cls, width: object, height: object) -> Self:
        """From what a browser says; what makes no sense is the usual 80×24."""
        return cls(_number(width, 80, MOST_COLUMNS), _number(height, 24, MOST_LINES))


class Focus(NamedTuple):
    """Whether the user looks at the page."""

    has: bool


Message = Typed | Resize | Focus


def message_in(received: str) -> Message | None:
    """What a message says; None if that is nothing for the app."""
    try:
        told: Any = json.loads(received)
    except (ValueError, RecursionError):
        return None
    match told:
        case ["stdin", str(text)]:
            return Typed(text)
        case ["resize", {"width": width, "height": height}]:
            return Resize.of(width, height)
        case ["focus", *_rest]:
            return Focus(has=True)
        case ["blur", *_rest]:
            return Focus(has=False)
        case _:
            return None


def _number(said: object, usual: int, most: int) -> int:
    try:
        number = int(cast("str", said))
    except (TypeError, ValueError, OverflowError):
        return usual
    return min(number, most) if number > 0 else usual
