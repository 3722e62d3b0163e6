"""Examines a server from the file of one of its clients: what it says now, and how it tells it.

::

    archive ──▶ look (sync/oracle) ──▶ resume once ──▶ differences
                       │                    │               │
                       └─────── trace ──────┴──▶ checks ──▶ findings

Nothing is written, and nobody is told that anything was read.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from safespot_tui.archive.extract import Extract
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.store.difference import Difference, Thing
from safespot_tui.sync import oracle
from safespot_tui.sync.door import OpenGateway


class Examination(Struct, frozen=True):
    """What came of one."""

    look: oracle.Look | None
    """None where the server could not be looked at to the end."""
    findings: tuple[Finding, ...]
    failure: GatewayError | None = None
    """What kept it from coming to its end."""


async def examined(
    open_gateway: OpenGateway, trace: Trace, extract: Extract, dialect: Dialect
) -> Examination:
    """Examine the server behind gateways that fill this trace."""
    look, failure = None, None
    try:
        look = await oracle.look(open_gateway, extract, dialect)
        if look.cursor is not None:
            await oracle.resume(open_gateway, look.cursor)
    except GatewayError as error:
        failure = error
    found = list(findings(trace))
    if look is not None:
        known = {(one.fault, one.about) for one in found}
        found += [one for one in _of_look(look) if (one.fault, one.about) not in known]
    return Examination(look, tuple(found), failure)


def _of_look(look: oracle.Look) -> Iterator[Finding]:
    for message in look.untold:
        fault = Fault.NO_ECHO if message.sender_id == look.me else Fault.LOST
        detail = f"{message.position} of {message.conversation_id}"
        yield Finding(fault, message.id, detail)
    yield from (_gone_back(one) for one in look.differences if _is_behind(one, look))


def _is_behind(difference: Difference, look: oracle.Look) -> bool:
    """Whether a watermark of the user's own is not where the server had told it to be."""
    is_own = difference.thing is Thing.MEMBER and difference.id.startswith(f"{look.me} ")
    values = difference.held, difference.told
    if not is_own or difference.field != "read_position" or None in values:
        return False
    held, told = map(str, values)
    return held.isdigit() and told.isdigit() and int(told) < int(held)


def _gone_back(difference: Difference) -> Finding:
    where = difference.id.rpartition(" ")[2]
    detail = f"read {difference.told}, before that {difference.held}"
    return Finding(Fault.WRONG_UNREAD, where, detail)


def faults(found: Sequence[Finding]) -> Sequence[Fault]:
    """The faults there are, each once, in the order in which they are declared."""
    return [fault for fault in Fault if any(one.fault is fault for one in found)]
