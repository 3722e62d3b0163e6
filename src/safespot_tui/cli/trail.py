"""`admin audit`: the trail of what moderators did, from the database itself."""

import argparse
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from safespot_tui.actions.audit_words import entry_line
from safespot_tui.cli.exit import CommandFailed
from safespot_tui.cli.output import print_json
from safespot_tui.contract.entities import UserModel
from safespot_tui.contract.moderation import AuditModel
from safespot_tui.domain.event import Entities
from safespot_tui.gateway.global_chat import translate
from safespot_tui.i18n import _, ngettext
from safespot_tui.server.entities import user_models
from safespot_tui.server.moderation import audit
from safespot_tui.store.patch import Learned
from safespot_tui.store.store import Store

if TYPE_CHECKING:
    from safespot_tui.server.database import Database


async def show(database: "Database", options: argparse.Namespace) -> None:
    """Print the audit trail, or say whether it is whole."""
    if options.verify:
        _say_whole(await database.read(audit.verify), as_json=options.json)
        return
    entries, users = await database.read(_trail)
    if options.json:
        print_json({"entries": [entry.model_dump(mode="json") for entry in entries]})
        return
    store = Store()
    store.apply(Learned(Entities(users=tuple(map(translate.user, users)))))
    for entry in map(translate.audit_entry, entries):
        when = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
        print(f"{entry.number}  {entry_line(store, entry, when)}")


def _trail(connection: Connection) -> tuple[Sequence[AuditModel], Collection[UserModel]]:
    entries = list(audit.entries(connection))
    named = {entry.actor_id for entry in entries}
    named |= {entry.user_id for entry in entries if entry.user_id is not None}
    return entries, user_models(connection, named).values()


def _say_whole(found: audit.Checked, *, as_json: bool) -> None:
    if as_json:
        print_json({name: getattr(found, name) for name in found.__struct_fields__})
    if found.wrong is not None:
        raise CommandFailed(
            _("Entry {number} is not what was written there, or is missing.").format(
                number=found.wrong
            )
        )
    if not as_json:
        sentence = ngettext(
            "{count} entry is as it was written. Hash of the last: {hash}",
            "{count} entries are as they were written. Hash of the last: {hash}",
            found.rows,
        )
        print(sentence.format(count=found.rows, hash=found.sha256 or "-"))
