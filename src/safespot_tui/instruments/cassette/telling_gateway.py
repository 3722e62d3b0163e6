"""A gateway that tells a cassette again."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn, TypeVar, cast

from msgspec import Raw, Struct

from safespot_tui.domain.event import StreamItem
from safespot_tui.domain.ids import ConversationId, Cursor, OriginClientId
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Capability, Gateway
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.asked import (
    ONLY_TOLD,
    OPEN,
    STREAM,
    arguments_of,
    is_only_told,
    key_of,
    reading_of,
    words_of,
)
from safespot_tui.instruments.cassette.entry import (
    Answered,
    Called,
    Closed,
    Entry,
    Failed,
    Item,
    Standing,
)
from safespot_tui.instruments.cassette.value import crossed_of, error_of
from safespot_tui.instruments.passing_gateway import PassingGateway
from safespot_tui.instruments.passing_moderation import PassingModeration

ResultT = TypeVar("ResultT")
_Reply = Answered | Failed | Item | Closed


class Divergence(Struct, frozen=True):
    """The client asked for what the cassette does not have."""

    at: float
    asked: str
    instead: Called | None
    """What was asked for there, and not yet here."""


class TellingGateway(PassingGateway):
    """Answers a call with what the cassette has for the same call.

    That is the first of the same name and arguments that was not answered yet; when the cassette
    says, or at once if that is past. What the cassette does not have is never answered.
    """

    def __init__(
        self, entries: Iterable[Entry], origin: OriginClientId, elapsed: Callable[[], float]
    ) -> None:
        """`elapsed` gives seconds since the beginning."""
        super().__init__(cast("Gateway", _Nobody()))
        self.divergences: list[Divergence] = []
        self._origin = origin
        self._standing = Standing(0.0)
        self._elapsed = elapsed
        self._calls = {entry.call: entry for entry in entries if isinstance(entry, Called)}
        self._waiting: defaultdict[tuple[str, bytes], deque[int]] = defaultdict(deque)
        for each in self._calls.values():
            self._waiting[key_of(each.method, each.arguments)].append(each.call)
        self._replies: defaultdict[int, asyncio.Queue[_Reply]] = defaultdict(asyncio.Queue)
        self._told: dict[int, _Reply] = {}
        self._telling: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)

    # ---------------------------------------------------------------------------- the player's

    async def opened(self) -> Gateway:
        """This, as the cassette says that it was opened. Raises a `GatewayError`."""
        await self._answer(Call(OPEN, {}))
        return self

    def tell(self, entry: Entry) -> None:
        """It is time for an entry."""
        match entry:
            case Standing():
                self._standing = entry
            case Answered() | Failed() | Item() | Closed():
                if self._calls[entry.call].method == STREAM:
                    self._replies[entry.call].put_nowait(entry)
                else:
                    self._told.setdefault(entry.call, entry)
                    self._telling[entry.call].set()
            case _:
                pass

    def unasked(self, until: float) -> Iterator[Called]:
        """What the cassette has up to some time, and nobody asked for here."""
        return (each for each in self._unclaimed() if each.at <= until and not is_only_told(each))

    # ---------------------------------------------------------------------------- a gateway

    @property
    def capabilities(self) -> frozenset[Capability]:
        """As the cassette has it."""
        return self._standing.capabilities

    @property
    def origin(self) -> OriginClientId:
        """The window."""
        return self._origin

    @property
    def edit_window(self) -> timedelta | None:
        """As the cassette has it."""
        return self._standing.edit_window

    @property
    def expires_at(self) -> datetime | None:
        """As the cassette has it."""
        return self._standing.expires_at

    @property
    def silent_note(self) -> str:
        """As the cassette has it."""
        return self._standing.silent_note

    @property
    def moderation(self) -> Moderation | None:
        """A desk of the same kind, where there was one."""
        nobody = cast("Moderation", _Nobody())
        return PassingModeration(nobody, self._passed) if self._standing.has_desk else None

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Nobody has to know."""

    def be_silent(self, *, silent: bool) -> None:
        """Nobody has to know."""

    def remember(self, cursor: Cursor) -> None:
        """Nobody has to know."""

    async def aclose(self) -> None:
        """There is nothing to close."""

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """What the cassette has of the same stream."""
        call = Call(STREAM, {"cursor": cursor})
        arguments = arguments_of(call)
        number = self._claimed(STREAM, arguments)
        if number is None:
            await self._diverge(STREAM, arguments)
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

    async def _passed(self, call: Call, answering: Coroutine[Any, Any, ResultT]) -> ResultT:
        answering.close()
        return await self._answer(call)

    # ---------------------------------------------------------------------------- inside

    async def _answer(self, call: Call) -> Any:
        arguments = arguments_of(call)
        number = self._claimed(call.name, arguments)
        if number is None:
            if call.name in ONLY_TOLD:
                return None
            await self._diverge(call.name, arguments)
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

    def _claimed(self, method: str, arguments: Raw) -> int | None:
        numbers = self._waiting[key_of(method, arguments)]
        return numbers.popleft() if numbers else self._reading_on(method, arguments)

    def _reading_on(self, method: str, arguments: Raw) -> int | None:
        """Who reads on is told of once: where it was told later, and so of more, that counts."""
        wanted = reading_of(method, arguments)
        if wanted is None:
            return None
        for called in self._unclaimed():
            told = reading_of(called.method, called.arguments)
            if (
                told is not None
                and told.conversation_id == wanted.conversation_id
                and told.position >= wanted.position
            ):
                return called.call
        return None

    async def _diverge(self, method: str, arguments: Raw) -> NoReturn:
        instead = next(iter(self._unclaimed()), None)
        asked = words_of(method, arguments)
        self.divergences.append(Divergence(self._elapsed(), asked, instead))
        await _for_ever()

    def _unclaimed(self) -> Sequence[Called]:
        numbers = sorted(number for numbers in self._waiting.values() for number in numbers)
        return [self._calls[number] for number in numbers]


async def _for_ever() -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError("for ever is over")


class _Nobody:
    """Stands where a server would be: every method gives something to wait for, and it is not."""

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, None]]:
        async def never(*_arguments: Any, **_named: Any) -> None:
            raise AssertionError(name)

        return never
