"""How far the migration has come."""

from enum import IntEnum

from sqlalchemy import Connection, inspect, text

from safespot_tui.i18n import N_

VERSION_TABLE = "legacy_migration_version"
"""Alembic's, for the revisions of `versions`. Where it stands is the phase."""


class Phase(IntEnum):
    """Where the data is, and who reads what.

    ::

                 expand             switch                  switch               contract
        BEFORE ─────────▶ DUAL ──────────────▶ OLD_READERS ────────▶ GLOBAL_INBOX ────────▶ CLEAN
           ▲               │  ▲ backfill,          │   ▲                  │
           └── rollback ───┘  │ verify clean       │   │ verify clean     │ verify clean,
                              └──── rollback ──────┘   └──── rollback ────┘ nothing mismatched

    An edge is one transaction: killed in it, the migration stands where it stood.
    """

    BEFORE = 0
    """The old tables only. New ones that are there from an earlier try take nothing in."""
    DUAL = 1
    """Both, each told of what is written to the other by triggers."""
    OLD_READERS = 2
    """The old names are views of the new tables."""
    GLOBAL_INBOX = 3
    """As before, and reads of both are compared."""
    CLEAN = 4
    """The new tables only."""

    @property
    def revision(self) -> str:
        """Alembic's name for it."""
        return f"{self.value:04}" if self else "base"


TITLES = {
    Phase.BEFORE: N_("not begun"),
    Phase.DUAL: N_("dual schema"),
    Phase.OLD_READERS: N_("old readers on the new tables"),
    Phase.GLOBAL_INBOX: N_("global inbox"),
    Phase.CLEAN: N_("cleaned up"),
}


def phase_of(connection: Connection) -> Phase:
    """Where the migration stands."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return Phase.BEFORE
    found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    return Phase(int(found)) if found else Phase.BEFORE
