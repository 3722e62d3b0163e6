"""All instruments of one client."""

from datetime import datetime
from typing import TYPE_CHECKING

from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.faults.clock import SkewedClock
from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.gateway import ForgetfulGateway
from safespot_tui.instruments.trace.checklist.checklist import Checklist
from safespot_tui.instruments.trace.entry import Disturbed
from safespot_tui.instruments.trace.trace import MOST_ENTRIES, Trace
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

    def __init__(
        self,
        clock: Clock | None = None,
        recorder: "Recorder | None" = None,
        *,
        seed: int = 0,
        may_disturb: bool = False,
        most_traced: int = MOST_ENTRIES,
    ) -> None:
        """With a `recorder`, its clock counts. The trace holds `most_traced` entries.

        `seed` is that of the faults; `faults/permission.py` says whose line may be disturbed.
        """
        self._recorder = recorder
        true_clock = recorder.clock if recorder is not None else clock or SystemClock()
        self.witness: Witness | None = recorder
        """Who is told what the user does."""
        self.trace = Trace(true_clock, most_traced)
        self.checklist: Checklist | None = None
        """Whether the client keeps to what it is built to; None before there is a store."""
        self._tracing = Tracing(self.trace)
        self.faults = Faults(true_clock, seed, allowed=may_disturb, note=self._note_disturbed)
        """What is done to the line; nothing at first."""
        self.clock: Clock = SkewedClock(self.faults)
        """What engine, gateway and screen go by."""

    def local_now(self) -> datetime:
        """What the client takes for the time, where the user is."""
        return self.clock.now().astimezone()

    def wire(self, transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
        """What stands between the gateway and the network."""
        from safespot_tui.instruments.faults.transport import FaultyTransport

        return self._tracing.wire(FaultyTransport(transport, self.faults))

    def opening(self, open_gateway: OpenGateway) -> OpenGateway:
        """Opens what the engine asks, which `around` has been put around."""
        return open_gateway if self._recorder is None else self._recorder.opening(open_gateway)

    def around(self, gateway: Gateway) -> Gateway:
        """What stands between the engine and the gateway."""
        return self._tracing.around(ForgetfulGateway(gateway, self.faults))

    def watch(self, store: Store) -> None:
        """Follow what changes in the client's store from here on; another one takes its place."""
        if self.checklist is not None:
            self.trace.listeners.remove(self.checklist.note)
        self.checklist = Checklist(store)
        self.trace.listeners.append(self.checklist.note)
        self._tracing.watch(store)

    def _note_disturbed(self, knob: str, what: str, of: int | None) -> None:
        number, at = self.trace.next_number(), self.trace.now
        self.trace.note(Disturbed(number=number, of=of, at=at, knob=knob, what=what))
