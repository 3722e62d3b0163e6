"""The calls of a cassette, and which of them the client has made again."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn

from msgspec import Raw, Struct

from safespot_tui.domain.event import StreamItem
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.asked import (
    ONLY_TOLD,
    STREAM,
    arguments_of,
    is_only_told,
    key_of,
    reading_of,
    words_of,
)
from safespot_tui.instruments.cassette.entry import Answered, Called, Closed, Entry, Failed, Item
from safespot_tui.instruments.cassette.value import crossed_of, error_of

_Reply = Answered | Failed | Item | Closed


class Divergence(Struct, frozen=True):
    """The client asked for what the cassette does not have."""

    at: float
    asked: str
    instead: Called | None
    """What was asked for there, and not yet here."""


class ToldCalls:
    """Answers a call with what the cassette has for the same call.

    ::

        (in the cassette) ──the client makes it──▶ claimed ──it is time──▶ answered
                └───────────it is time──────────▶ told ──the client makes it──▶ answered, at once

    The same is what has the same name and arguments; of several, the first that was not claimed.
    What the cassette does not have is never answered.
    """

    def __init__(self, entries: Iterable[Entry], elapsed: Callable[[], float]) -> None:
        """`elapsed` gives seconds since the beginning."""
        self.divergences: list[Divergence] = []
        self._elapsed = elapsed
        self._calls = {entry.call: entry for entry in entries if isinstance(entry, Called)}
        self._unclaimed: defaultdict[tuple[str, bytes], deque[int]] = defaultdict(deque)
        for each in self._calls.values():
            self._unclaimed[key_of(each.method, each.arguments)].append(each.call)
        self._replies: defaultdict[int, asyncio.Queue[_Reply]] = defaultdict(asyncio.Queue)
        self._told: dict[int, _Reply] = {}
        self._telling: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

    def tell(self, reply: _Reply) -> None:
        """It is time for an answer, or an item of a stream."""
        called = self._calls.get(reply.call)
        if called is not None and called.method == STREAM:
            self._replies[reply.call].put_nowait(reply)
        else:
            self._told.setdefault(reply.call, reply)
            self._telling[reply.call].set()

    def unasked(self, until: float) -> Iterator[Called]:
        """What the cassette has up to some time, and nobody asked for here."""
        return (each for each in self._left() if each.at <= until and not is_only_told(each))

    async def answer(self, call: Call) -> Any:
        """What came of a call. Raises a `GatewayError`."""
        number = self._claimed(call)
        if number is None:
            if call.name in ONLY_TOLD:
                return None
            await self._diverge(call)
        # Never in the same turn: no server does that.
        await asyncio.sleep(0)
        await self._telling[number].wait()
        match self._told[number]:
            case Answered(value=value):
                return crossed_of(value)
            case Failed(error=error):
                raise error_of(error)
            case _:
                # Nobody waited for it any longer when it was recorded.
                return await _for_ever()

    async def items(self, call: Call) -> AsyncGenerator[StreamItem]:
        """What a stream brought. Raises a `GatewayError` where it broke."""
        number = self._claimed(call)
        if number is None:
            await self._diverge(call)
        while True:
            match await self._replies[number].get():
                case Item(value=value):
                    yield crossed_of(value, streamed=True)
                case Failed(error=error):
                    raise error_of(error)
                case Closed(by_server=True):
                    return
                case _:
                    # It was the client that closed it, and here it will.
                    await _for_ever()

    # ---------------------------------------------------------------------------- inside

    def _claimed(self, call: Call) -> int | None:
        arguments = arguments_of(call)
        numbers = self._unclaimed[key_of(call.name, arguments)]
        return numbers.popleft() if numbers else self._reading_on(call.name, arguments)

    def _reading_on(self, method: str, arguments: Raw) -> int | None:
        """Who reads on is told of once: where it was told later, and so of more, that counts."""
        wanted = reading_of(method, arguments)
        if wanted is None:
            return None
        for called in self._left():
            told = reading_of(called.method, called.arguments)
            if (
                told is not None
                and told.conversation_id == wanted.conversation_id
                and told.position >= wanted.position
            ):
                return called.call
        return None

    async def _diverge(self, call: Call) -> NoReturn:
        instead = next(iter(self._left()), None)
        asked = words_of(call.name, arguments_of(call))
        self.divergences.append(Divergence(self._elapsed(), asked, instead))
        await _for_ever()

    def _left(self) -> Sequence[Called]:
        numbers = sorted(number for numbers in self._unclaimed.values() for number in numbers)
        return [self._calls[number] for number in numbers]


async def _for_ever() -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError("for ever is over")
