"""What can be said of each client when a tape failed."""

from collections.abc import Sequence
from itertools import islice

from msgspec import structs

from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.entry import Entry
from safespot_tui.stage.client import Client
from safespot_tui.stage.report.outcome import Screen, Witness
from safespot_tui.stage.tape.backstage import Backstage
from safespot_tui.stage.tape.company import Company
from safespot_tui.store.difference import Difference

EVENTS = 60
"""The newest entries of a trace that are told."""
_UNTOLD = ("headers", "server")
_LONGEST = 300
"""Of a line, in characters."""


def picture(client: Client, title: str) -> Screen:
    """What a client shows now."""
    return Screen(client.name, title, client.screen, client.svg(f"{client.name}: {title}"))


async def witnesses(company: Company, backstage: Backstage) -> tuple[Witness, ...]:
    """Of every client that is there."""
    return tuple([await _witness(client, company, backstage) for client in company.clients])


async def _witness(client: Client, company: Company, backstage: Backstage) -> Witness:
    events = tuple(map(_told, _newest(client)))
    differences: Sequence[Difference] = ()
    undetermined = ""
    try:
        differences = await backstage.differences(company.name_of(client), client.store)
    except GatewayError as error:
        undetermined = error.reason
    found = tuple(findings(client.instruments.trace))
    return Witness(client.name, events, tuple(differences), found, undetermined)


def _newest(client: Client) -> Sequence[Entry]:
    entries = list(client.instruments.trace)
    return list(islice(entries, max(0, len(entries) - EVENTS), None))


def _told(entry: Entry) -> str:
    """An entry as a line."""
    values = structs.asdict(entry)
    number, at = values.pop("number"), values.pop("at")
    told = {name: value for name, value in values.items() if value and name not in _UNTOLD}
    rest = " ".join(f"{name}={value}" for name, value in told.items())
    return f"{number:>5} {at:9.3f} {type(entry).__name__} {rest}"[:_LONGEST]
