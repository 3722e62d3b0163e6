"""The steps that an operator takes. Each may be repeated, and refuses to be taken out of order."""

from msgspec import Struct
from sqlalchemy import Connection, Row, text

from safespot_tui.i18n import _
from safespot_tui.migration import awkward
from safespot_tui.migration.backfill import backfill as _backfill
from safespot_tui.migration.database import Database
from safespot_tui.migration.errors import MigrationRefused
from safespot_tui.migration.move import move
from safespot_tui.migration.phases import TITLES, Phase, phase_of
from safespot_tui.migration.prepare import prepare
from safespot_tui.migration.progress import Watch
from safespot_tui.migration.verify import Verdict
from safespot_tui.migration.verify import verify as _verify

_PROGRESS = text("SELECT * FROM legacy_progress")
_FORGET = text("UPDATE legacy_progress SET clean = false")
_COUNTS = text("""
SELECT (SELECT count(*) FROM chat_rooms) AS rooms,
    (SELECT count(*) FROM chat_messages) AS messages,
    (SELECT coalesce(sum(copied), 0) FROM legacy_conversations) AS copied,
    (SELECT coalesce(sum(total), 0) FROM legacy_conversations WHERE done) AS finished,
    (SELECT count(*) FROM conversations WHERE type <> 'dm') AS only_new
""")


class Status(Struct, frozen=True):
    """Where the migration stands."""

    phase: Phase
    rooms: int = 0
    messages: int = 0
    only_new: int = 0
    """Conversations that the old tables cannot hold: groups."""
    backfilled: bool = False
    clean: bool = False
    compared: int = 0
    mismatched: int = 0
    awkward: dict[str, int] = {}


def status(database: Database) -> Status:
    """Where the migration stands; changes nothing."""
    return database.transaction(_status)


def _status(connection: Connection) -> Status:
    phase = phase_of(connection)
    if phase is Phase.BEFORE:
        return Status(phase)
    progress = connection.execute(_PROGRESS).one()
    found = awkward.counts(connection)
    if phase is Phase.CLEAN:
        return Status(phase, backfilled=True, clean=True, awkward=found)
    counts = connection.execute(_COUNTS).one()
    return Status(
        phase,
        rooms=counts.rooms,
        messages=counts.messages,
        only_new=counts.only_new,
        backfilled=progress.backfilled,
        clean=progress.clean,
        compared=progress.compared,
        mismatched=progress.mismatched,
        awkward=found,
    )


def expand(database: Database) -> None:
    """To the first phase; there already, it changes nothing."""
    if database.transaction(phase_of) is not Phase.BEFORE:
        return
    prepare(database)
    database.transaction(lambda connection: _move(connection, Phase.DUAL))


def backfill(database: Database, watch: Watch) -> None:
    """Bring over what was there before; in the later phases that has been done."""
    phase = database.transaction(phase_of)
    if phase is Phase.BEFORE:
        raise MigrationRefused(_("There is nothing to fill yet. Run “migrate expand” first."))
    if phase is Phase.DUAL:
        _backfill(database, watch)


def verify(database: Database, watch: Watch) -> Verdict:
    """Compare both sides."""
    phase = database.transaction(phase_of)
    if phase is Phase.BEFORE:
        raise MigrationRefused(_("There is nothing to compare yet. Run “migrate expand” first."))
    if phase is Phase.CLEAN:
        raise MigrationRefused(_("The old tables are gone; there is nothing left to compare."))
    return _verify(database, watch)


def switch(database: Database) -> Phase:
    """To the second phase, or from there to the third; gives the one reached."""

    def work(connection: Connection) -> Phase:
        phase = phase_of(connection)
        match phase:
            case Phase.BEFORE:
                raise MigrationRefused(
                    _("There is nothing to switch to yet. Run “migrate expand” first.")
                )
            case Phase.DUAL | Phase.OLD_READERS:
                _require_clean(connection.execute(_PROGRESS).one())
                _move(connection, Phase(phase + 1))
                return Phase(phase + 1)
            case Phase.GLOBAL_INBOX:
                raise MigrationRefused(
                    _(
                        "Everybody reads the new tables already. What is left is “migrate "
                        "contract”, from which there is no way back."
                    )
                )
            case Phase.CLEAN:
                raise MigrationRefused(_("The migration is over; there is nothing to switch."))

    return database.transaction(work)


def contract(database: Database, *, drop_legacy: bool) -> None:
    """To the last phase: the old tables are dropped."""

    def work(connection: Connection) -> None:
        phase = phase_of(connection)
        if phase is Phase.CLEAN:
            return
        if phase is not Phase.GLOBAL_INBOX:
            raise MigrationRefused(
                _("Only after phase 3; this is phase {number}, {title}. Run “migrate switch”.")
                .format(number=phase.value, title=_(TITLES[phase]))
            )  # fmt: skip
        progress = connection.execute(_PROGRESS).one()
        _require_clean(progress)
        if not progress.compared:
            raise MigrationRefused(
                _("No reads have been compared in this phase. Run “migrate verify” first.")
            )
        if not drop_legacy:
            raise MigrationRefused(
                _(
                    "This drops the old tables, and only a backup brings them back. If that is "
                    "meant, add --yes-drop-legacy."
                )
            )
        _move(connection, Phase.CLEAN)

    database.transaction(work)


def rollback(database: Database) -> Phase:
    """One phase back; gives the one reached."""

    def work(connection: Connection) -> Phase:
        phase = phase_of(connection)
        match phase:
            case Phase.BEFORE:
                raise MigrationRefused(_("Nothing has been migrated; there is no way to go back."))
            case Phase.DUAL | Phase.OLD_READERS | Phase.GLOBAL_INBOX:
                _move(connection, Phase(phase - 1))
                return Phase(phase - 1)
            case Phase.CLEAN:
                raise MigrationRefused(
                    _("The old tables were dropped. Only a backup from before leads back.")
                )

    return database.transaction(work)


def _move(connection: Connection, phase: Phase) -> None:
    move(connection, phase)
    # What was compared was compared in another phase.
    connection.execute(_FORGET)


def _require_clean(progress: Row[tuple[object, ...]]) -> None:
    if not progress.backfilled:
        raise MigrationRefused(
            _("Not everything has been brought over yet. Run “migrate backfill” first.")
        )
    if not progress.clean:
        raise MigrationRefused(
            _(
                "This phase has not been found clean. Run “migrate verify”, and go on once it "
                "finds no difference."
            )
        )
