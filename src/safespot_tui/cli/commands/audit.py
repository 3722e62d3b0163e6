"""`audit`: what moderators did, as the server has it on record."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.limit import add_limit, check_limit
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.domain.audit import AuditEntry
    from safespot_tui.gateway.moderation import Moderation
    from safespot_tui.gateway.protocol import Gateway
    from safespot_tui.store.store import Store

_PAGE = 200


def summary() -> str:
    """One line for the help."""
    return _("print what moderators did, newest first (for moderators)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_limit(parser, _("how many entries at most (default: %(default)s)"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Ask the server and print."""
    check_limit(options)
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from msgspec import structs

    from safespot_tui.actions.audit_words import entry_line
    from safespot_tui.cli.account import connected, fresh_store
    from safespot_tui.cli.output import print_json

    async with connected(options) as gateway:
        store = await fresh_store(gateway)
        entries = await _entries(_desk(gateway, store), store, options.limit)
    if options.json:
        print_json({"entries": [structs.asdict(entry) for entry in entries]})
    else:
        for entry in entries:
            when = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
            print(f"{entry.number}  {entry_line(store, entry, when)}")
    return ExitCode.OK


def _desk(gateway: "Gateway", store: "Store") -> "Moderation":
    from safespot_tui.actions.capabilities import missing_words
    from safespot_tui.gateway.protocol import Capability

    if gateway.moderation is None or not store.account.standing.moderates:
        raise CommandFailed(missing_words(Capability.MODERATION))
    return gateway.moderation


async def _entries(desk: "Moderation", store: "Store", limit: int) -> "list[AuditEntry]":
    """The newest, so many at most; the store knows whom they name then."""
    from safespot_tui.domain.event import Entities
    from safespot_tui.gateway.moderation import AuditQuery
    from safespot_tui.store.patch import Learned

    entries: list[AuditEntry] = []
    after = None
    while len(entries) < limit:
        query = AuditQuery(after=after, limit=min(_PAGE, limit - len(entries)))
        page = await desk.audit(query)
        store.apply(Learned(Entities(users=page.users)))
        entries += page.entries
        after = page.next
        if after is None:
            break
    return entries[:limit]
