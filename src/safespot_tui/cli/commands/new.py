"""`new`: a conversation with somebody, or a group."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.domain.ids import ReportId
    from safespot_tui.domain.user import User
    from safespot_tui.gateway.protocol import Gateway


def summary() -> str:
    """One line for the help."""
    return _("open a conversation with somebody or about a report, or make a group")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("aliases", nargs="*", metavar="ALIAS", help=_("whom to talk to"))
    parser.add_argument(
        "--report", metavar="ID", help=_("talk with whoever made a report: its id, or its link")
    )
    parser.add_argument("--group", metavar=_("NAME"), help=_("make a group of this name"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Make it and print its id."""
    if options.report is not None and (options.aliases or options.group is not None):
        raise CommandFailed(
            _("A report says whom to talk to: name nobody with --report."), ExitCode.USAGE
        )
    if options.report is not None and _report_id(options.report) is None:
        raise CommandFailed(_("There is no report's id in that."), ExitCode.USAGE)
    if options.report is None and not options.aliases:
        raise CommandFailed(_("Say whom to talk to: an alias, or --report."), ExitCode.USAGE)
    if options.group is None and len(options.aliases) > 1:
        raise CommandFailed(
            _("With several people it is a group: give it a name with --group."), ExitCode.USAGE
        )
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.cli.account import connected, fresh_store
    from safespot_tui.cli.output import print_columns, print_json
    from safespot_tui.cli.views import conversation_view
    from safespot_tui.domain.text import safe_line

    async with connected(options) as gateway:
        users = [await _user(gateway, alias) for alias in options.aliases]
        report_id = _report_id(options.report)
        if report_id is not None:
            opened = await gateway.discuss_report(report_id)
        elif options.group is None:
            opened = await gateway.create_dm(users[0].id)
        else:
            name = safe_line(options.group)
            opened = await gateway.create_group(name, [user.id for user in users])
        store = await fresh_store(gateway)
    view = conversation_view(store, opened.conversation_id)
    if options.json:
        print_json(view)
    else:
        print_columns([(opened.conversation_id, store.title(opened.conversation_id))])
    return ExitCode.OK


def _report_id(words: str | None) -> "ReportId | None":
    from safespot_tui.actions.report_actions import report_id_in

    return None if words is None else report_id_in(words)


async def _user(gateway: "Gateway", alias: str) -> "User":
    """Who goes by `alias`: exactly that, or the only one whose alias contains it."""
    from safespot_tui.domain.text import safe_line

    found = await gateway.search_users(alias)
    exact = [user for user in found if user.alias.casefold() == alias.strip().casefold()]
    match exact or found:
        case [user]:
            return user
        case []:
            sentence = _("Nobody here is called “{alias}”.").format(alias=safe_line(alias))
            raise CommandFailed(sentence)
        case several:
            sentence = _("“{alias}” can be several people: {aliases}.").format(
                alias=safe_line(alias), aliases=", ".join(user.alias for user in several)
            )
            raise CommandFailed(sentence)
