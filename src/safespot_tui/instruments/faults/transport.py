"""The way to the network, disturbed."""

import json
import math

import httpx

from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.knob import TOO_MANY, Refuse, Target
from safespot_tui.instruments.faults.stream import DisturbedStream
from safespot_tui.instruments.trace.transport import ENTRY


class FaultyTransport(httpx.AsyncBaseTransport):
    """Stands nearest to the network: whatever looks at the line sees what was done to it.

    ::

        request ──late?──refused?──lost?──▶ server ──lost?──late?──▶ answer
                                               └──▶ stream (`DisturbedStream`)
    """

    def __init__(self, transport: httpx.AsyncBaseTransport, faults: Faults) -> None:
        self._transport = transport
        self._faults = faults

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, if there is one. Raises `httpx.ReadError` for what was lost."""
        faults, of = self._faults, request.extensions.get(ENTRY)
        line = f"{request.method} {request.url.raw_path.decode('ascii', 'replace')}"
        streams = "text/event-stream" in request.headers.get("accept", "")
        target = Target.STREAMS if streams else Target.REQUESTS
        await self._be_late(target, line, of)
        if (knob := faults.refusal(target, line, of)) is not None:
            return _refused(request, knob)
        if faults.strikes(f"drop {target}", line, of):
            raise httpx.ReadError(f"lost by a fault knob: {line}")
        response = await self._transport.handle_async_request(request)
        if streams:
            return self._streamed(response, line, of)
        if faults.strikes("drop answers", line, of):
            await response.aclose()
            raise httpx.ReadError(f"the answer was lost by a fault knob: {line}")
        await self._be_late(Target.ANSWERS, line, of)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _be_late(self, target: Target, line: str, of: int | None) -> None:
        seconds = self._faults.delay(target, line, of)
        if seconds:
            await self._faults.clock.sleep(seconds)

    def _streamed(self, response: httpx.Response, line: str, of: int | None) -> httpx.Response:
        if response.is_success and isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = DisturbedStream(response.stream, self._faults, line, of)
        return response


def _refused(request: httpx.Request, knob: Refuse) -> httpx.Response:
    """A refusal in the shape of either server."""
    said = {"code": "disturbed", "message": f"Refused by a fault knob: {knob}."}
    waits = {"Retry-After": str(math.ceil(knob.after))} if knob.status == TOO_MANY else {}
    return httpx.Response(
        knob.status,
        headers={"Content-Type": "application/json", **waits},
        content=json.dumps({"error": said}),
        request=request,
    )
