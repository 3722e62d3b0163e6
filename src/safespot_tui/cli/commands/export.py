"""`export`: a conversation as a file that shows whether it was changed."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.silent import add_silent
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from safespot_tui.cli.gathering import Gathered
    from safespot_tui.evidence.verify import Verdict

_VERIFY = "verify"
_FORMS = ("jsonl", "markdown", "html")


def summary() -> str:
    """One line for the help."""
    return _("write a conversation to a file, or verify such a file")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = _(
        "“export verify FILE” says whether a file still is what was written. Exit codes of it: "
        "0 intact, 1 not intact, 2 no such file, or not written by “export”."
    )
    parser.add_argument(
        "conversation",
        metavar=_("CONVERSATION"),
        help=_("id, beginning of the id, or title; or “verify”"),
    )
    parser.add_argument("file", metavar=_("FILE"), nargs="?", help=_("what to verify"))
    parser.add_argument(
        "--format",
        choices=_FORMS,
        default=_FORMS[0],
        help=_("for programs, for notes, or for a browser (default: %(default)s)"),
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar=_("FILE"), help=_("a file that is not there yet")
    )
    parser.add_argument(
        "--root", metavar="HASH", help=_("verify: the root hash that was written down")
    )
    add_silent(parser)


def run(options: argparse.Namespace) -> int:
    """Write the file, or verify one. Nothing is marked read."""
    from safespot_tui.cli.gathering import gather
    from safespot_tui.cli.progress_bar import progress_bar

    if options.output is not None and options.file is None:
        _require_free(options.output)
        with progress_bar() as tell:
            gathered = asyncio.run(gather(options, tell))
        return _write(options, gathered)
    if options.conversation == _VERIFY and options.output is None and options.file is not None:
        return _verify(options.file, options.root)
    raise CommandFailed(
        _("Say where to write with “-o FILE”, or what to verify: export verify FILE"),
        ExitCode.USAGE,
    )


def _require_free(path: Path) -> None:
    if path.exists():
        problem = _("{path} is there already; nothing is written over.")
        raise CommandFailed(problem.format(path=safe_line(str(path))), ExitCode.USAGE)


def _write(options: argparse.Namespace, gathered: "Gathered | None") -> int:
    from safespot_tui.cli.output import print_problem
    from safespot_tui.config.private_file import replace_privately
    from safespot_tui.evidence.verify import verify

    path: Path = options.output
    if gathered is None:
        raise CommandFailed(
            _("The server does not answer, and nothing is kept here yet."), ExitCode.UNREACHABLE
        )
    if not gathered.asked:
        print_problem(_("The server does not answer: this is what is kept here."))
    text = _written(options, gathered)
    try:
        replace_privately(path, text.encode())
    except OSError as error:
        problem = _("{path} cannot be written: {reason}.").format(
            path=safe_line(str(path)), reason=safe_line(error.strerror or str(error))
        )
        raise CommandFailed(problem) from None
    # Read again, it is known to be what will be verified.
    _say(verify(text), str(path))
    return ExitCode.OK


def _written(options: argparse.Namespace, gathered: "Gathered") -> str:
    from datetime import UTC, datetime

    from safespot_tui.cli.account import required_profile
    from safespot_tui.domain.ids import UserId
    from safespot_tui.evidence.export import Occasion, export
    from safespot_tui.evidence.facts import told_facts
    from safespot_tui.evidence.style import Form, style_of

    profile = required_profile(options)
    store = gathered.store
    occasion = Occasion(
        at=datetime.now(UTC),
        by_id=UserId(profile.user_id),
        by=safe_line(profile.alias),
        server=safe_line(profile.server),
        conversation_id=gathered.conversation_id,
        conversation=store.title(gathered.conversation_id),
        asked=gathered.asked,
    )
    messages = [told_facts(store, each) for each in gathered.messages]
    return "".join(export(style_of(Form(options.format)), occasion, messages))


def _verify(name: str, root: str | None) -> int:
    from safespot_tui.cli.output import print_problem
    from safespot_tui.evidence.verify import verify

    try:
        with open(name, encoding="utf-8", newline="") as file:
            verdict = verify(file.read())
    except (OSError, UnicodeDecodeError):
        problem = _("{path} cannot be read as text.").format(path=safe_line(name))
        raise CommandFailed(problem, ExitCode.USAGE) from None
    if verdict is None:
        problem = _("{path} was not written by “export”.").format(path=safe_line(name))
        raise CommandFailed(problem, ExitCode.USAGE)
    if verdict.fault is not None:
        print_problem(_fault_words(verdict))
        return ExitCode.FAILED
    if root is not None and root != verdict.root:
        print_problem(
            _("Not intact: the whole file was written anew, its root hash is {root}.").format(
                root=verdict.root
            )
        )
        return ExitCode.FAILED
    _say(verdict, name)
    return ExitCode.OK


def _say(verdict: "Verdict | None", name: str) -> None:
    if verdict is None:
        return
    words = ngettext("{path}: intact, {n} message.", "{path}: intact, {n} messages.", verdict.count)
    print(words.format(path=safe_line(name), n=verdict.count))
    print(_("Root hash: {root}").format(root=verdict.root))


def _fault_words(verdict: "Verdict") -> str:
    from safespot_tui.evidence.record import Kind
    from safespot_tui.evidence.verify import Fault

    match verdict.kind, verdict.fault:
        case Kind.HEADER, _any:
            return _("Not intact: the heading was changed.")
        case Kind.MANIFEST, Fault.REMOVED:
            return _("Not intact: the end is missing.")
        case Kind.MANIFEST, _any:
            return _("Not intact: what the end says of the whole was changed.")
        case _any, Fault.ADDED:
            sentence = _("Not intact: message {number} ({id}) was added.")
        case _any, Fault.REMOVED:
            return _("Not intact: message {number} was removed.").format(number=verdict.number)
        case _any, Fault.MOVED:
            sentence = _("Not intact: message {number} ({id}) was moved.")
        case _any, _:
            sentence = _("Not intact: message {number} ({id}) was changed.")
    return sentence.format(number=verdict.number, id=safe_line(verdict.id) or "?")
