"""A gateway that tells a cassette again."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from safespot_tui.domain.event import StreamItem
from safespot_tui.domain.ids import ConversationId, Cursor, OriginClientId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Capability, Gateway
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.asked import OPEN, STREAM
from safespot_tui.instruments.cassette.entry import (
    Answered,
    Closed,
    Entry,
    Failed,
    Item,
    Standing,
)
from safespot_tui.instruments.cassette.told_calls import ToldCalls
from safespot_tui.instruments.passing_gateway import PassingGateway
from safespot_tui.instruments.passing_moderation import PassingModeration

ResultT = TypeVar("ResultT")


class TellingGateway(PassingGateway):
    """Has calls answered by those of the cassette, and is what the cassette says it was."""

    def __init__(self, calls: ToldCalls, origin: OriginClientId) -> None:
        super().__init__(cast("Gateway", _Nobody()))
        self._calls = calls
        self._origin = origin
        self._standing = Standing(0.0)

    async def opened(self) -> Gateway:
        """This, as the cassette says that it was opened. Raises a `GatewayError`."""
        await self._calls.answer(Call(OPEN, {}))
        return self

    def tell(self, entry: Entry) -> None:
        """It is time for an entry."""
        match entry:
            case Standing():
                self._standing = entry
            case Answered() | Failed() | Item() | Closed():
                self._calls.tell(entry)
            case _:
                pass

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
        return safe_line(self._standing.silent_note)

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

    def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """What the cassette has of the same stream."""
        return self._calls.items(Call(STREAM, {"cursor": cursor}))

    async def _passed(self, call: Call, answering: Coroutine[Any, Any, ResultT]) -> ResultT:
        answering.close()
        return await self._calls.answer(call)


class _Nobody:
    """Stands where a server would be: every method gives something to wait for, and it is not."""

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, None]]:
        async def never(*_arguments: Any, **_named: Any) -> None:
            raise AssertionError(name)

        return never
