"""What stands between a gateway and the network, and notes what passes."""

import asyncio

import httpx

from safespot_tui.gateway.http import media_type
from safespot_tui.instruments.trace.bodies import NotedBody, NotedFrames
from safespot_tui.instruments.trace.exchange import Exchange
from safespot_tui.instruments.trace.secrets import Secrets
from safespot_tui.instruments.trace.trace import Trace

ENTRY = "safespot_tui.entry"
"""Under it a request carries the number of its entry on (`httpx.Request.extensions`)."""


class TracingTransport(httpx.AsyncBaseTransport):
    """Notes each request, its answer or what kept it from coming, and each frame of a stream."""

    def __init__(self, beyond: httpx.AsyncBaseTransport, trace: Trace, secrets: Secrets) -> None:
        self._beyond = beyond
        self._trace = trace
        self._secrets = secrets

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it on. Raises what the transport beyond raises."""
        exchange = Exchange(request, self._trace, self._secrets)
        request.extensions[ENTRY] = exchange.number
        try:
            response = await self._beyond.handle_async_request(request)
        except (httpx.HTTPError, asyncio.CancelledError) as error:
            exchange.broke(error)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - as it was asked
        kind = NotedFrames if media_type(response) == "text/event-stream" else NotedBody
        # Anew: one that was made with its content would be taken for read.
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=kind(response, response.stream, exchange),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close what is beyond."""
        await self._beyond.aclose()
