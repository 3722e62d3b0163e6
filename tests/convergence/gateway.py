"""The real client of the Global Chat contract, over a `Wire` instead of HTTP."""

from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from safespot_tui.contract.base import Wire as Model
from safespot_tui.domain.event import StreamItem, Synced
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.global_chat.continuity import Continuity
from safespot_tui.gateway.global_chat.events import stream_item
from safespot_tui.gateway.global_chat.translate import not_understood, origin
from safespot_tui.gateway.sse.connection import DEFAULT_HEARTBEAT, PATIENCE
from safespot_tui.gateway.sse.decoder import EventStreamDecoder
from tests.convergence.network import Wire

AnswerT = TypeVar("AnswerT", bound=Model)


class WiredRest:
    """In place of `Rest`: the same, without HTTP."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def tell(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        await self._wire.request(method, path, body)

    async def ask(
        self,
        answer: type[AnswerT],
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> AnswerT:
        try:
            return answer.model_validate_json(await self._wire.request(method, path, body, query))
        except ValidationError as error:
            raise not_understood() from error

    async def upload(
        self, answer: type[AnswerT], path: str, content: bytes, sent: Callable[[int, int], None]
    ) -> AnswerT:
        told = await self._wire.request("PUT", path, content)
        sent(len(content), len(content))
        return answer.model_validate_json(told)

    async def aclose(self) -> None:
        pass


class WiredGateway(GlobalChatGateway):
    """`GlobalChatGateway`, with its requests and its stream on a wire."""

    def __init__(self, wire: Wire) -> None:
        no_http = cast("Any", None)
        super().__init__(no_http, no_http, origin(wire.caller.origin_client_id or ""))
        self._wire = wire
        self._rest = cast("Any", WiredRest(wire))

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        pipe = await self._wire.open_stream(cursor)
        decoder, continuity, heartbeat = EventStreamDecoder(), Continuity(cursor), DEFAULT_HEARTBEAT
        try:
            while (chunk := await pipe.next(heartbeat * PATIENCE)) is not None:
                for block in decoder.feed(chunk):
                    item = continuity.checked(stream_item(block))
                    if isinstance(item, Synced):
                        heartbeat = item.heartbeat
                    yield item
        finally:
            pipe.hang_up()

    async def aclose(self) -> None:
        self._wire.cut()
