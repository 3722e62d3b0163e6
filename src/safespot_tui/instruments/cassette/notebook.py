"""What a recording is written into, in the order in which it happens."""

from collections.abc import Callable
from typing import Any

from msgspec import structs

from safespot_tui.domain.event import StreamItem
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.asked import arguments_of
from safespot_tui.instruments.cassette.entry import (
    Answered,
    Called,
    Closed,
    Entry,
    Failed,
    Item,
    Noted,
    Standing,
)
from safespot_tui.instruments.cassette.value import refusal_of, value_of


class Notebook:
    """Gives calls their numbers, and entries their times."""

    def __init__(self, write: Callable[[Entry], None], elapsed: Callable[[], float]) -> None:
        self._write = write
        self._elapsed = elapsed
        self._calls = 0

    def called(self, call: Call) -> int:
        """Something is asked; gives the number of the call."""
        self._calls += 1
        self._write(Called(self._elapsed(), self._calls, call.name, arguments_of(call)))
        return self._calls

    def answered(self, number: int, answer: Any) -> None:
        """What came of a call."""
        self._write(Answered(self._elapsed(), number, value_of(answer)))

    def failed(self, number: int, error: GatewayError) -> None:
        """A call was refused, or a stream broke."""
        self._write(Failed(self._elapsed(), number, refusal_of(error)))

    def came(self, number: int, item: StreamItem) -> None:
        """A stream brought something."""
        self._write(Item(self._elapsed(), number, value_of(item)))

    def closed(self, number: int, *, by_server: bool = False) -> None:
        """A stream ended, or nobody waits any more."""
        self._write(Closed(self._elapsed(), number, by_server))

    def noted(self, call: Call) -> None:
        """The gateway is told something."""
        self._write(Noted(self._elapsed(), call.name, arguments_of(call)))

    def stands(self, standing: Standing) -> None:
        """The gateway says something else of itself."""
        self._write(structs.replace(standing, at=self._elapsed()))
