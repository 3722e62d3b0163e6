"""A server that only tells: the client alone is measured, not what writes messages.

Usage: python -m bench.replay PORT CONVERSATION SENDER [CONVERSATION SENDER …]

It goes on from the cursor of the furnished archive. `POST /tell?count=N&rate=R` has N messages come
into the first conversation, R a second; with `&everywhere=1` into all of them in turn, but for the
last one, which ends in the body of the request. It is answered by when that one was written to the
stream, by the clock that all processes of a machine share.
"""

import asyncio
import sys
import time
import uuid
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from random import Random

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bench.home import CURSOR_EPOCH
from bench.neighbourhood import words
from safespot_tui.contract.entities import MessageModel
from safespot_tui.contract.events import EventFrame, EventName, Payload, SyncPartial

HEARTBEAT = 10.0
FIRST_POSITION = 1_000_000


class Replay:
    """One stream's worth of events, made up as they are asked for."""

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        """`places` are conversations, each with who writes in it."""
        self._places = places
        self._sequence = 1
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()
        self._written_at = 0.0

    async def events(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def tell(self, request: Request) -> Response:
        dice = Random(self._sequence)
        count, rate = int(request.query_params["count"]), float(request.query_params["rate"])
        last = (await request.body()).decode()
        places = self._places if "everywhere" in request.query_params else self._places[:1]
        started = asyncio.get_running_loop().time()
        for number in range(1, count + 1):
            await asyncio.sleep(started + number / rate - asyncio.get_running_loop().time())
            is_last = number == count
            place = places[0 if is_last else number % len(places)]
            said = self._said(dice, last if is_last else "")
            self._frames.put_nowait(self._message(*place, said))
        await self._frames.join()
        return JSONResponse(self._written_at)

    def _said(self, dice: Random, ending: str) -> str:
        """Some words; where the end matters, so many that an inbox does not show it, too."""
        return f"{words(dice, least=10)} {ending}" if ending else words(dice)

    async def nothing(self, _: Request) -> Response:
        """Reads, delivery marks and typing are taken and forgotten."""
        return Response(status_code=204)

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "ok", "service": "safespot-tui", "version": "bench"})

    async def _stream(self) -> AsyncGenerator[bytes]:
        yield self._frame(EventName.SYNC, self._sync())
        while True:
            frame = await self._frames.get()
            self._written_at = time.perf_counter()
            self._frames.task_done()
            yield frame

    def _sync(self) -> Payload:
        partial = SyncPartial(cursor=self._cursor, heartbeat_seconds=HEARTBEAT)
        return Payload(partial=partial.model_dump())

    def _message(self, conversation_id: str, sender_id: str, content: str) -> bytes:
        self._sequence += 1
        message = MessageModel(
            id=str(uuid.uuid4()),
            conversation_id=conversation_id,
            sender_id=sender_id,
            content=content,
            created_at=datetime.now(UTC),
            position=FIRST_POSITION + self._sequence,
            revision=1,
        )
        return self._frame(
            EventName.MESSAGE_CREATED,
            Payload(
                id=message.id,
                conversation_id=message.conversation_id,
                partial=message.model_dump(mode="json", exclude={"id", "conversation_id"}),
            ),
        )

    @property
    def _cursor(self) -> str:
        return f"{CURSOR_EPOCH}.{self._sequence}"

    def _frame(self, name: EventName, payload: Payload) -> bytes:
        data = EventFrame(event=name, payload=payload).model_dump_json()
        return f"id: {self._cursor}\nevent: {name}\ndata: {data}\n\n".encode()


def main(port: int, *places: str) -> None:
    """Serve until killed."""
    replay = Replay(list(zip(places[::2], places[1::2], strict=True)))
    routes = [
        Route("/health", replay.health),
        Route("/events", replay.events),
        Route("/tell", replay.tell, methods=["POST"]),
        Route("/{path:path}", replay.nothing, methods=["PUT", "PATCH"]),
    ]
    uvicorn.run(Starlette(routes=routes), port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
