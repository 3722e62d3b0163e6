"""All that fills one trace."""

from typing import TYPE_CHECKING

from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.trace.causes import Causes
from safespot_tui.instruments.trace.gateway import TracingGateway
from safespot_tui.instruments.trace.patching import Patching
from safespot_tui.instruments.trace.secrets import Secrets
from safespot_tui.instruments.trace.telling import Origins
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.store.store import Store

if TYPE_CHECKING:
    import httpx


class Tracing:
    """What notes, at each place where something passes."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._secrets = Secrets()
        self._causes = Causes()
        self._origins = Origins()
        trace.listeners.append(self._origins.note)

    def wire(self, transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
        """Notes requests, answers and frames."""
        from safespot_tui.instruments.trace.transport import TracingTransport

        return TracingTransport(transport, self._trace, self._secrets)

    def around(self, gateway: Gateway) -> Gateway:
        """Notes calls, and what a stream tells."""
        return TracingGateway(gateway, self._trace, self._origins, self._causes)

    def watch(self, store: Store) -> None:
        """Notes changes."""
        Patching(self._trace, self._causes).watch(store)
