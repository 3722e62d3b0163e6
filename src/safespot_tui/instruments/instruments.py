"""All instruments of one client."""

from typing import TYPE_CHECKING

from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.tracing import Tracing
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import Clock, SystemClock

if TYPE_CHECKING:
    import httpx


class Instruments:
    """What is put around one client. A client without instruments pays nothing for them.

    ::

        store ── engine ── around ── gateway ── wire: trace ── faults ── network
        (traced)       (traced, recorded)      requests, streams
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        """What the engine goes by."""
        self.trace = Trace(self.clock)
        self._tracing = Tracing(self.trace)

    def wire(self, transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
        """What stands between the gateway and the network."""
        return self._tracing.wire(transport)

    def around(self, gateway: Gateway) -> Gateway:
        """What stands between the engine and the gateway."""
        return self._tracing.around(gateway)

    def watch(self, store: Store) -> None:
        """Follow what changes in the client's store from here on."""
        self._tracing.watch(store)
