"""`admin`: what an operator does to the server's database."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from safespot_tui.cli.databases import (
    add_database_url,
    chosen_database,
    database_failures_in_words,
)
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.passwords import add_password_stdin
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.server.database import Database

ROLES = ("member", "moderator", "admin")
"""The server's `Standing`, which is not imported to read a command line."""


def summary() -> str:
    """One line for the help."""
    return _("look after the server's accounts and data")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    tasks = parser.add_subparsers(dest="task", metavar=_("TASK"), required=True)

    def task(name: str, help_: str) -> argparse.ArgumentParser:
        subparser = tasks.add_parser(name, help=help_, description=help_)
        add_database_url(subparser)
        return subparser

    create = task("create-user", _("make an account"))
    create.add_argument("--email", required=True, help=_("the account's e-mail"))
    create.add_argument("--alias", required=True, help=_("the public name"))
    create.add_argument("--role", choices=ROLES, default="member", help=_role_help())
    add_password_stdin(create)

    role = task("set-role", _("let an account do more or less than before"))
    _add_user(role)
    role.add_argument("role", choices=ROLES, help=_role_help())

    password = task(
        "set-password", _("give a user who forgot it another password, and log them out everywhere")
    )
    _add_user(password)
    add_password_stdin(password)

    revoke = task("revoke-tokens", _("log a user out everywhere"))
    _add_user(revoke)

    audit = task("audit", _("print what moderators did, oldest first, or verify that it is whole"))
    audit.add_argument(
        "--verify",
        action="store_true",
        help=_("say whether every entry is what was written, or which is the first that is not"),
    )
    audit.add_argument("--json", action="store_true", help=_("print one JSON object"))

    invite = task("invite", _("let somebody who is there without an account make one"))
    _add_user(invite)
    invite.add_argument(
        "--days",
        type=int,
        choices=range(1, 91),
        default=7,
        metavar=_("DAYS"),
        help=_("how long it is good for (default: %(default)s)"),
    )

    export = task(
        "export", _("write all that is kept of somebody, or of a conversation, to a file")
    )
    whose = export.add_mutually_exclusive_group(required=True)
    whose.add_argument("--user", metavar=_("USER"), help=_user_help())
    whose.add_argument("--conversation", metavar="ID", help=_("the conversation's id"))
    export.add_argument(
        "--output",
        metavar=_("FILE"),
        required=True,
        help=_("a file that is not there yet; only you can read it: a line of JSON per row"),
    )

    stats = task("stats", _("say how much there is of everything"))
    stats.add_argument("--json", action="store_true", help=_("print JSON"))


def run(options: argparse.Namespace) -> int:
    """Do one task, on the database itself."""
    from safespot_tui.cli.extras import required_server

    required_server(options.database_url)
    url = chosen_database(options)
    return asyncio.run(_run(url, options))


async def _run(url: str, options: argparse.Namespace) -> int:
    from safespot_tui.cli import administration, trail
    from safespot_tui.server.administration.desk import database_at, is_there
    from safespot_tui.server.errors import ApiError

    tasks: dict[str, Callable[[Database, argparse.Namespace], Coroutine[Any, Any, None]]] = {
        "create-user": administration.create_user,
        "set-role": administration.set_role,
        "set-password": administration.set_password,
        "revoke-tokens": administration.revoke_tokens,
        "audit": trail.show,
        "invite": administration.invite,
        "export": administration.export,
        "stats": administration.stats,
    }
    try:
        with database_failures_in_words():
            if options.task != "create-user" and not is_there(url):
                raise CommandFailed(_("There is no database there. Say where with --database-url."))
            async with database_at(url) as database:
                await tasks[options.task](database, options)
    except ApiError as error:
        raise CommandFailed(administration.in_words(error)) from error
    return ExitCode.OK


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", metavar=_("USER"), help=_user_help())


def _user_help() -> str:
    return _("an e-mail, an alias or an id")


def _role_help() -> str:
    return _(
        "moderators have the moderator's desk; admins also see the whole trail, and the metrics"
    )
