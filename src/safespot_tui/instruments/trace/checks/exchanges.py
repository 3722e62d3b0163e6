"""Requests with their answers, as a trace has them."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import parse_qs

from msgspec import Struct

from safespot_tui.gateway.json_text import BadJson, decode
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Entry

ShapeT = TypeVar("ShapeT")


class Exchange(Struct, frozen=True):
    """A request, and its answer once that is whole."""

    asked: Asked
    answered: Answered

    @property
    def entry(self) -> int:
        """The number of the answer."""
        return self.answered.number

    @property
    def is_granted(self) -> bool:
        """Whether the server did it."""
        return 200 <= self.answered.status < 300

    def answer(self, shape: type[ShapeT]) -> ShapeT | None:
        """The answer; None for one that is of another shape, or was too long to be kept whole."""
        return read(self.answered.body, shape)


class Exchanges:
    """Brings both together again; what has no answer yet waits."""

    def __init__(self) -> None:
        self._asked: dict[int, Asked] = {}

    def take(self, entry: Entry) -> Exchange | None:
        """The exchange that ends with this entry."""
        match entry:
            case Asked(number=number):
                self._asked[number] = entry
            case Answered(of=of):
                asked = self._asked.pop(of, None)
                return None if asked is None else Exchange(asked, entry)
            case Broke(of=of):
                self._asked.pop(of, None)
            case _:
                pass
        return None


def read(text: str, shape: type[ShapeT]) -> ShapeT | None:
    """JSON as that shape; None for anything else."""
    try:
        return decode(text, shape)
    except BadJson:
        return None


def query(asked: Asked) -> Mapping[str, str]:
    """What is asked for behind the path."""
    return {name: values[0] for name, values in parse_qs(asked.path.partition("?")[2]).items()}


def header(asked: Asked, name: str) -> str:
    """A header, whatever its capitals; empty if there is none."""
    for each, value in asked.headers.items():
        if each.lower() == name:
            return value
    return ""
