"""A gateway that writes down what crosses it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Any, TypeVar

from safespot_tui.domain.event import StreamItem
from safespot_tui.domain.ids import ConversationId, Cursor
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.asked import STREAM
from safespot_tui.instruments.cassette.entry import Standing
from safespot_tui.instruments.cassette.notebook import Notebook
from safespot_tui.instruments.passing_gateway import PassingGateway

ResultT = TypeVar("ResultT")


class RecordedGateway(PassingGateway):
    """Passes everything on as it is."""

    def __init__(self, beyond: Gateway, notebook: Notebook) -> None:
        super().__init__(beyond)
        self._notebook = notebook
        self._stood: Standing | None = None
        self._look()

    async def _passed(self, call: Call, answering: Coroutine[Any, Any, ResultT]) -> ResultT:
        number = self._notebook.called(call)
        try:
            answer = await answering
        except GatewayError as error:
            self._look()
            self._notebook.failed(number, error)
            raise
        except asyncio.CancelledError:
            self._notebook.closed(number)
            raise
        self._look()
        self._notebook.answered(number, answer)
        return answer

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """As beyond."""
        number = self._notebook.called(Call(STREAM, {"cursor": cursor}))
        try:
            async with aclosing(self.beyond.stream(cursor)) as items:
                async for item in items:
                    self._look()
                    self._notebook.came(number, item)
                    yield item
        except GatewayError as error:
            self._look()
            self._notebook.failed(number, error)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            self._notebook.closed(number)
            raise
        self._notebook.closed(number, by_server=True)

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """As beyond."""
        call = Call("watch", {"conversation_ids": conversation_ids})
        self._noted(call, lambda: super(RecordedGateway, self).watch(conversation_ids))

    def be_silent(self, *, silent: bool) -> None:
        """As beyond."""
        call = Call("be_silent", {"silent": silent})
        self._noted(call, lambda: super(RecordedGateway, self).be_silent(silent=silent))

    def remember(self, cursor: Cursor) -> None:
        """As beyond."""
        call = Call("remember", {"cursor": cursor})
        self._noted(call, lambda: super(RecordedGateway, self).remember(cursor))

    def _noted(self, call: Call, do: Callable[[], None]) -> None:
        self._notebook.noted(call)
        do()
        self._look()

    def _look(self) -> None:
        """Write down what the gateway says of itself, if that is different now."""
        beyond = self.beyond
        standing = Standing(
            0.0,
            beyond.capabilities,
            beyond.edit_window,
            beyond.expires_at,
            beyond.moderation is not None,
            beyond.silent_note,
        )
        if standing != self._stood:
            self._stood = standing
            self._notebook.stands(standing)
