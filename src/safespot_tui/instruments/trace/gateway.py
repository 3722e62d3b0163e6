"""A gateway that notes what the engine asks of it, and what it tells."""

from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from contextlib import aclosing
from typing import Any, TypeVar, cast

from msgspec import Struct

from safespot_tui.domain.event import Received, StreamItem
from safespot_tui.domain.ids import ConversationId, Cursor
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.passing_gateway import PassingGateway
from safespot_tui.instruments.trace.calling import begin_call, current_call
from safespot_tui.instruments.trace.causes import Causes
from safespot_tui.instruments.trace.entry import Broke, Called, Told
from safespot_tui.instruments.trace.telling import Origins
from safespot_tui.instruments.trace.trace import Trace

ResultT = TypeVar("ResultT")


class TracingGateway(PassingGateway):
    """Notes `Called` for each call, and `Told` for each item of a stream."""

    def __init__(self, beyond: Gateway, trace: Trace, origins: Origins, causes: Causes) -> None:
        super().__init__(beyond)
        self._trace = trace
        self._origins = origins
        self._causes = causes

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """As beyond; that it is noted says what the user opened."""
        self._note(Call("watch", {"conversation_ids": conversation_ids}))
        self.beyond.watch(conversation_ids)

    async def _passed(self, call: Call, answering: Coroutine[Any, Any, ResultT]) -> ResultT:
        number = self._note(call)
        before = begin_call(number)
        try:
            result = await answering
        except GatewayError as error:
            self._note_broken(number, error)
            raise
        finally:
            begin_call(before)
        self._causes.gave(number, result)
        return result

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """As beyond."""
        number = self._note(Call("stream", {"cursor": cursor}))
        # Whatever is asked for while it is read, in tasks of the gateway's own, too, is its doing.
        before = begin_call(number)
        try:
            async with aclosing(self.beyond.stream(cursor)) as items:
                async for item in items:
                    self._tell(item)
                    yield item
        except GatewayError as error:
            self._note_broken(number, error)
            raise
        finally:
            if current_call() == number:
                begin_call(before)

    def _tell(self, item: StreamItem) -> None:
        number = self._trace.next_number()
        self._trace.note(Told(number, self._origins.of(item), self._trace.now, item))
        if isinstance(item, Received):
            self._causes.told(number, item.event)

    def _note_broken(self, call: int, error: GatewayError) -> None:
        number = self._trace.next_number()
        reason = f"{type(error).__name__}: {error.reason}"
        self._trace.note(Broke(number, call, self._trace.now, reason))

    def _note(self, call: Call) -> int:
        number = self._trace.next_number()
        self._trace.note(Called(number, self._trace.now, call.name, dict(_ids(call))))
        return number


def _ids(call: Call) -> Iterator[tuple[str, str]]:
    """What a call is about: ids, which page, which kind of intent. Never anybody's words."""
    for name, value in call.arguments.items():
        match value:
            case str() if name.endswith("_id") or name == "cursor":
                yield name, value
            case tuple() | list() if name == "conversation_ids":
                yield name, " ".join(cast("Sequence[str]", value))
            case Page():
                yield from _set(value, ("before", "after", "around"))
            case Struct() if name == "intent":
                yield name, type(value).__name__
                yield from _set(value, ("conversation_id", "message_id", "client_message_id"))
            case _:
                pass


def _set(value: Struct, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        if isinstance(said := getattr(value, name, None), str):
            yield name, said
