"""What can be said of each client when a tape failed."""

from collections.abc import Sequence

from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.stage.client import Client
from safespot_tui.stage.report.crossed import newest_lines
from safespot_tui.stage.report.outcome import Screen, Witness
from safespot_tui.stage.tape.backstage import Backstage
from safespot_tui.stage.tape.company import Company
from safespot_tui.store.difference import Difference


def picture(client: Client, title: str) -> Screen:
    """What a client shows now."""
    return Screen(client.name, title, client.screen, client.svg(f"{client.name}: {title}"))


async def witnesses(company: Company, backstage: Backstage) -> tuple[Witness, ...]:
    """Of every client that is there."""
    return tuple([await _witness(client, company, backstage) for client in company.clients])


async def _witness(client: Client, company: Company, backstage: Backstage) -> Witness:
    differences: Sequence[Difference] = ()
    undetermined = ""
    try:
        differences = await backstage.differences(company.name_of(client), client.store)
    except GatewayError as error:
        undetermined = error.reason
    trace = client.instruments.trace
    return Witness(
        client.name, newest_lines(trace), tuple(differences), tuple(findings(trace)), undetermined
    )
