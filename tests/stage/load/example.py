"""A load that went wrong in every way."""

from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.stage.load.generator import Effort
from safespot_tui.stage.load.latencies import Spread
from safespot_tui.stage.load.plan import Plan, Role
from safespot_tui.stage.load.result import Result
from safespot_tui.stage.load.series import Moment

FAST = Spread(90, 0.004, 0.0121, 0.25, 1.5)
SLOW = Spread(10, 0.6, 1.2, 12.5, 13.0)

RESULT = Result(
    plan=Plan(clients=20, rate=20, duration=2),
    server="https://<staging>.example",
    dialect="safespot",
    began_at="2026-11-27T18:00:00+00:00",
    duration=2.0,
    is_whole=False,
    sent=40,
    unsent=1,
    late=2,
    deliveries=100,
    accepted=FAST,
    delivered={Role.STEADY: FAST, Role.SLOW: SLOW, Role.CUT: Spread()},
    slot=1.0,
    series=(Moment(0.0, 19, 0, FAST, FAST), Moment(1.0, 21, 3, FAST, SLOW)),
    errors={"Busy 429": 2, "Unreachable ReadError": 1},
    faults={Fault.LOST: 7, Fault.DOUBLED: 1},
    findings=(Finding(Fault.LOST, "load ab 1.2", "client 3 (steady) has not got it"),),
    differences=("client 4: person <b>u-1</b> is missing here",),
    compared=20,
    cuts=3,
    generator=Effort(0.95, 1.1, 0.2),
)
