"""All instruments of one client."""

from typing import TYPE_CHECKING

from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.tracing import Tracing
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import Clock, SystemClock
from safespot_tui.sync.door import OpenGateway

if TYPE_CHECKING:
    import httpx

    from safespot_tui.instruments.cassette.recorder import Recorder
    from safespot_tui.instruments.cassette.witness import Witness


class Instruments:
    """What is put around one client. A client without instruments pays nothing for them.

    ::

        store ── engine ── opening ── around ── gateway ── wire: trace ── faults ── network
        (traced)          (recorded) (traced)              requests, streams
    """

    def __init__(self, clock: Clock | None = None, recorder: "Recorder | None" = None) -> None:
        """With a `recorder`, its clock counts."""
        self._recorder = recorder
        self.clock = recorder.clock if recorder is not None else clock or SystemClock()
        """What the engine goes by."""
        self.witness: Witness | None = recorder
        """Who is told what the user does."""
        self.trace = Trace(self.clock)
        self._tracing = Tracing(self.trace)

    def wire(self, transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
        """What stands between the gateway and the network."""
        return self._tracing.wire(transport)

    def opening(self, open_gateway: OpenGateway) -> OpenGateway:
        """Opens what the engine asks, which `around` has been put around."""
        return open_gateway if self._recorder is None else self._recorder.opening(open_gateway)

    def around(self, gateway: Gateway) -> Gateway:
        """What stands between the engine and the gateway."""
        return self._tracing.around(gateway)

    def watch(self, store: Store) -> None:
        """Follow what changes in the client's store from here on."""
        self._tracing.watch(store)
