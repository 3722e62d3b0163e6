"""`migrate`: from the old chat tables to the new ones, while both are in use."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from safespot_tui.cli.databases import database_failures_in_words
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.progress_bar import progress_bar
from safespot_tui.i18n import N_, _

if TYPE_CHECKING:
    from safespot_tui.migration.database import Database
    from safespot_tui.migration.phases import Phase
    from safespot_tui.migration.steps import Status

STEPS = ("status", "expand", "backfill", "verify", "switch", "contract", "rollback")


def summary() -> str:
    """One line for the help."""
    return _("bring the old chat's data into the server's tables, step by step")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "step",
        choices=STEPS,
        help=_("what to do: %(choices)s; docs/migration.md says when"),
        metavar=_("STEP"),
    )
    parser.add_argument(
        "--database-url", metavar="URL", required=True, help=_("the PostgreSQL database")
    )
    parser.add_argument(
        "--yes-drop-legacy",
        action="store_true",
        help=_("for contract: drop the old tables; only a backup brings them back"),
    )


def run(options: argparse.Namespace) -> int:
    """Take one step; fails, and says why, if it is not its turn."""
    from safespot_tui.cli.extras import required_server

    required_server()
    from sqlalchemy.exc import DBAPIError

    from safespot_tui.migration.database import Database
    from safespot_tui.migration.errors import MigrationRefused

    try:
        with database_failures_in_words():
            database = Database(options.database_url)
        if options.step == "status":
            return _status(database, options)
        with database.alone():
            return _TAKEN[options.step](database, options)
    except MigrationRefused as refusal:
        raise CommandFailed(str(refusal)) from refusal
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise CommandFailed(
            _(
                "The database did not do it: {reason}. Nothing of it stays half done; "
                "run the same again."
            ).format(reason=reason)
        ) from error


def _status(database: "Database", _options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps
    from safespot_tui.migration.phases import TITLES, Phase

    found = steps.status(database)
    print(
        _("Phase {number} of 4: {title}").format(
            number=found.phase.value, title=_(TITLES[found.phase])
        )
    )
    if found.phase not in (Phase.BEFORE, Phase.CLEAN):
        print(
            _("Old tables: {rooms} rooms, {messages} messages").format(
                rooms=found.rooms, messages=found.messages
            )
        )
        print(_("Brought over") if found.backfilled else _("Not all brought over yet"))
        print(_("Found clean in this phase") if found.clean else _("Not found clean in this phase"))
        if found.only_new:
            print(
                _("In the new tables only, as the old ones have no place: {groups} groups").format(
                    groups=found.only_new
                )
            )
    if found.phase is Phase.GLOBAL_INBOX:
        print(
            _("Reads compared: {compared}, of which differed: {mismatched}").format(
                compared=found.compared, mismatched=found.mismatched
            )
        )
    _print_awkward(found.awkward)
    print(_("Next: {step}").format(step=_(_next(found))))
    return ExitCode.OK


def _next(found: "Status") -> str:
    from safespot_tui.migration.phases import Phase

    match found.phase:
        case Phase.BEFORE:
            return "migrate expand"
        case Phase.CLEAN:
            return N_("nothing; the migration is over")
        case _ if not found.backfilled:
            return "migrate backfill"
        case _ if not found.clean:
            return "migrate verify"
        case Phase.GLOBAL_INBOX:
            return "migrate contract --yes-drop-legacy"
        case _:
            return "migrate switch"


def _expand(database: "Database", options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps
    from safespot_tui.migration.legacy_schema import NEW_SCHEMA

    steps.expand(database)
    beginning = "&" if "?" in options.database_url else "?"
    print(_("Both sides are told of what is written to the other."))
    print(
        _("Serve the new tables with this at the end of the address: {option}").format(
            option=f"{beginning}options=-csearch_path%3D{NEW_SCHEMA}"
        )
    )
    return ExitCode.OK


def _backfill(database: "Database", _options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps

    with progress_bar() as tell:
        steps.backfill(database, lambda progress: tell(progress.done, progress.total))
    print(_("All is brought over."))
    _print_awkward(steps.status(database).awkward)
    return ExitCode.OK


def _verify(database: "Database", _options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps

    with progress_bar() as tell:
        verdict = steps.verify(database, lambda progress: tell(progress.done, progress.total))
    for one in verdict.examples:
        print(
            _(
                "Differs: conversation {id}, {old} messages in the old tables, {new} in the new"
            ).format(id=one.conversation_id, old=one.old, new=one.new)
        )
    for number, what in (
        (verdict.differing, N_("conversations that differ")),
        (verdict.unmapped, N_("rooms without a conversation: run “migrate backfill”")),
        (verdict.unmirrored, N_("direct conversations without a room")),
        (verdict.homeless, N_("old messages whose room is gone: give them one, or delete them")),
        (verdict.marks, N_("messages that are unread in the old tables only")),
        (verdict.accounts, N_("accounts that are not here: run “migrate backfill”")),
        (verdict.stars, N_("stars on one side only")),
        (verdict.mismatched, N_("reads that differed; they are counted anew after a rollback")),
    ):
        if number:
            print(_(what), number, sep=": ")
    if not verdict.clean:
        raise CommandFailed(_("The two sides are not the same."))
    print(_("Both sides are the same."))
    return ExitCode.OK


def _switch(database: "Database", _options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps

    _print_phase(steps.switch(database))
    return ExitCode.OK


def _contract(database: "Database", options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps
    from safespot_tui.migration.phases import Phase

    steps.contract(database, drop_legacy=options.yes_drop_legacy)
    _print_phase(Phase.CLEAN)
    return ExitCode.OK


def _rollback(database: "Database", _options: argparse.Namespace) -> int:
    from safespot_tui.migration import steps

    _print_phase(steps.rollback(database))
    return ExitCode.OK


_TAKEN: dict[str, Callable[["Database", argparse.Namespace], int]] = {
    "expand": _expand,
    "backfill": _backfill,
    "verify": _verify,
    "switch": _switch,
    "contract": _contract,
    "rollback": _rollback,
}


def _print_phase(phase: "Phase") -> None:
    from safespot_tui.migration.phases import TITLES

    print(_("Now in phase {number}: {title}").format(number=phase.value, title=_(TITLES[phase])))


def _print_awkward(awkward: dict[str, int]) -> None:
    from safespot_tui.migration.awkward import MEANINGS

    for kind, number in awkward.items():
        print(_(MEANINGS[kind]), number, sep=": ")
