"""The tasks of `admin`. Each is given the open database, and says what it did."""

import argparse
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy import Connection

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.output import print_columns, print_json
from safespot_tui.cli.passwords import asked_password
from safespot_tui.cli.progress_bar import progress_bar
from safespot_tui.contract import limits
from safespot_tui.contract.entities import UserModel
from safespot_tui.contract.requests import Register
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _, ngettext
from safespot_tui.server import accounts, invitations
from safespot_tui.server.administration import export as exports
from safespot_tui.server.administration import people
from safespot_tui.server.administration import stats as statistics
from safespot_tui.server.auth.passwords import hash_password
from safespot_tui.server.errors import ApiError, not_found

if TYPE_CHECKING:
    from safespot_tui.server.database import Database


async def create_user(database: "Database", options: argparse.Namespace) -> None:
    """Make an account, with the password from a prompt or a pipe."""
    try:
        asked = Register(email=options.email, alias=options.alias, password=asked_password(options))
    except ValidationError as error:
        places = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors()}))
        raise CommandFailed(
            _("An account cannot have this: {fields}.").format(fields=places), ExitCode.USAGE
        ) from None
    password_hash = hash_password(asked.password)
    user = await database.write(
        lambda connection: accounts.register(
            connection,
            asked.email,
            asked.alias,
            password_hash,
            datetime.now(UTC),
            Standing(options.role),
        )
    )
    print(_("{alias} has an account now: {id}").format(alias=safe_line(user.alias), id=user.id))


async def set_role(database: "Database", options: argparse.Namespace) -> None:
    """Let an account do more or less, from its next request on."""
    standing = Standing(options.role)

    def change(connection: Connection) -> UserModel:
        user = people.find(connection, options.user)
        people.set_standing(connection, user.id, standing)
        return user

    user = await database.write(change)
    sentence = _("{alias} has the role {role} now.")
    print(sentence.format(alias=safe_line(user.alias), role=standing))


async def set_password(database: "Database", options: argparse.Namespace) -> None:
    """Another password, from a prompt or a pipe; whoever is logged in with the old one is out."""
    password = asked_password(options)
    if not limits.MIN_PASSWORD_CHARACTERS <= len(password) <= limits.MAX_PASSWORD_CHARACTERS:
        sentence = _("A password has {shortest} to {longest} characters.").format(
            shortest=limits.MIN_PASSWORD_CHARACTERS, longest=limits.MAX_PASSWORD_CHARACTERS
        )
        raise CommandFailed(sentence, ExitCode.USAGE)
    password_hash = hash_password(password)

    def change(connection: Connection) -> UserModel:
        user = people.find(connection, options.user)
        people.set_password(connection, user.id, password_hash)
        people.log_out(connection, user.id)
        return user

    user = await database.write(change)
    sentence = _("{alias} has another password now, and was logged out everywhere.")
    print(sentence.format(alias=safe_line(user.alias)))


async def revoke_tokens(database: "Database", options: argparse.Namespace) -> None:
    """Log a user out everywhere; a server ends their streams when it next looks."""

    def revoke(connection: Connection) -> tuple[UserModel, int]:
        user = people.find(connection, options.user)
        return user, people.log_out(connection, user.id)

    user, revoked = await database.write(revoke)
    sentence = ngettext(
        "{alias} was logged out of {count} session.",
        "{alias} was logged out of {count} sessions.",
        revoked,
    )
    print(sentence.format(alias=safe_line(user.alias), count=revoked))


async def invite(database: "Database", options: argparse.Namespace) -> None:
    """Make a code with which somebody without an account gets one, once."""
    expires_at = datetime.now(UTC) + timedelta(days=options.days)

    def make(connection: Connection) -> tuple[UserModel, str]:
        user = people.find(connection, options.user)
        return user, invitations.invite(connection, user.id, expires_at)

    user, code = await database.write(make)
    sentence = _("An invitation for {alias}, until {date}. It is shown this once:")
    date = f"{expires_at.astimezone():%Y-%m-%d %H:%M}"
    print(sentence.format(alias=safe_line(user.alias), date=date))
    print(f"safespot-tui login --server URL --email EMAIL --invitation={code}")


async def export(database: "Database", options: argparse.Namespace) -> None:
    """Write everything of one user or one conversation, a line of JSON per row."""
    try:
        descriptor = os.open(
            options.output, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600
        )
    except FileExistsError as error:
        raise CommandFailed(
            _("{path} is there already. Name a file that is not.").format(path=options.output)
        ) from error
    except OSError as error:
        raise CommandFailed(
            _("Cannot write {path}: {reason}.").format(
                path=options.output, reason=error.strerror or error
            )
        ) from error
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            # The user's mask may take bits away, never our promise.
            os.chmod(options.output, 0o600)

            def work(connection: Connection) -> int:
                parts = _parts(connection, options)
                total = exports.count(connection, parts)
                with progress_bar() as tell:
                    tell(0, total)
                    exports.write(connection, parts, file.write, lambda done: tell(done, total))
                return total

            total = await database.read(work)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(options.output)
        raise
    sentence = ngettext("{count} row is in {path}.", "{count} rows are in {path}.", total)
    print(sentence.format(count=total, path=safe_line(options.output)))


def _parts(connection: Connection, options: argparse.Namespace) -> list[exports.Part]:
    if options.user is not None:
        return list(exports.of_user(people.find(connection, options.user).id))
    conversation_id = options.conversation.lower()
    parts = list(exports.of_conversation(conversation_id))
    if not exports.count(connection, parts[:1]):
        raise not_found("conversation")
    return parts


async def stats(database: "Database", options: argparse.Namespace) -> None:
    """Say how much there is of everything."""
    now = datetime.now(UTC)
    found = await database.read(lambda connection: statistics.stats(connection, now))
    if options.json:
        print_json({name: getattr(found, name) for name in found.__struct_fields__})
        return
    moment = "%Y-%m-%d %H:%M"
    never = _("never")
    newest, oldest = (
        f"{at.astimezone():{moment}}" if at else never
        for at in (found.newest_message_at, found.oldest_event_at)
    )
    print_columns(
        [
            (_("version of the tables"), found.revision),
            (_("people"), str(found.users)),
            *((_("accounts: {role}").format(role=r), str(n)) for r, n in found.accounts.items()),
            (_("sessions"), str(found.sessions)),
            *(
                (_("conversations: {type}").format(type=t), str(n))
                for t, n in sorted(found.conversations.items())
            ),
            (_("reports"), str(found.reports)),
            (_("messages"), str(found.messages)),
            (_("messages of the last day"), str(found.messages_of_the_last_day)),
            (_("newest message"), newest),
            (_("images"), str(found.images)),
            (_("bytes of images"), str(found.image_bytes)),
            (_("events in the logs"), str(found.events)),
            (_("oldest event"), oldest),
        ]
    )


def in_words(error: ApiError) -> str:
    """Why the database said no."""
    match error.body.code:
        case "not_found":
            return _("There is nobody and nothing of that name.")
        case "email_taken":
            return _("There is an account with this e-mail.")
        case "has_account":
            return _("They have an account already.")
        case "no_account":
            return _("They have no account. “admin invite” lets them make one.")
        case "alias_taken":
            return _("Somebody goes by this alias already.")
        case _:
            return error.body.message
