"""What came of a load, as plain values: what is printed, drawn and kept is made of it."""

from collections.abc import Mapping

from msgspec import Struct

from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.stage.load.generator import Effort
from safespot_tui.stage.load.latencies import Spread
from safespot_tui.stage.load.plan import Plan, Role
from safespot_tui.stage.load.series import Moment


class Result(Struct, frozen=True):
    """One load, from its plan to its findings. Times are in seconds."""

    plan: Plan
    server: str
    dialect: str
    began_at: str
    """By the wall clock, in UTC."""
    duration: float
    """For how long messages were written."""
    is_whole: bool
    """False where somebody ended it before its time."""
    sent: int
    unsent: int
    """Of those, what the server never accepted."""
    late: int
    """Deliveries that had not come at the end to clients that were behind."""
    deliveries: int
    """Messages by the members who were to get them."""
    accepted: Spread
    """From when a message was due until the server had it."""
    delivered: Mapping[Role, Spread]
    """From when a message was due until another member's client held it, by that client's line."""
    slot: float
    """How long each of `series` is."""
    series: tuple[Moment, ...]
    """Its deliveries are those to steady clients."""
    errors: Mapping[str, int]
    """By their kind."""
    faults: Mapping[Fault, int]
    """How often each was found."""
    findings: tuple[Finding, ...]
    """The first of each fault."""
    differences: tuple[str, ...]
    """What clients held at the end otherwise than their server, where no fault says so."""
    compared: int
    """Clients of which that is known."""
    cuts: int
    """Streams that were broken on purpose."""
    generator: Effort

    @property
    def error_count(self) -> int:
        """Of all kinds."""
        return sum(self.errors.values())

    def is_clean(self, allowed_errors: int = 0) -> bool:
        """Whether nothing is wrong but so many errors at the most."""
        return (
            not self.faults
            and not self.differences
            and not self.unsent
            and not self.late
            and self.error_count <= allowed_errors
        )
