"""`export`: conversations as a file that shows whether it was changed."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.silent import add_silent
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from safespot_tui.cli.gathering import Gathered, Harvest
    from safespot_tui.evidence.export import Section
    from safespot_tui.evidence.verify import Verdict
    from safespot_tui.store.store import Store

_VERIFY = "verify"
_FORMS = ("jsonl", "markdown", "html")


def summary() -> str:
    """One line for the help."""
    return _("write conversations to a file, or verify such a file")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = _(
        "“export verify FILE” says whether a file still is what was written. Exit codes of it: "
        "0 intact, 1 not intact, 2 no such file, or not written by “export”."
    )
    parser.add_argument(
        "conversation",
        metavar=_("CONVERSATION"),
        nargs="+",
        help=_(
            "id, beginning of the id, or title; several are written as a case; or “verify FILE”"
        ),
    )
    parser.add_argument(
        "--case",
        metavar=_("NAME"),
        help=_("what the case is called that the conversations belong to"),
    )
    parser.add_argument(
        "--with-history",
        action="store_true",
        help=_("also what messages said before, as far as “keep = true” under [evidence] kept it"),
    )
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

    if options.output is not None:
        _require_free(options.output)
        with progress_bar() as tell:
            harvest = asyncio.run(gather(options, options.conversation, tell))
        return _write(options, harvest)
    match options.conversation:
        case [word, name] if word == _VERIFY and options.case is None:
            return _verify(name, options.root)
        case _:
            raise CommandFailed(
                _("Say where to write with “-o FILE”, or what to verify: export verify FILE"),
                ExitCode.USAGE,
            )


def _require_free(path: Path) -> None:
    if path.exists():
        problem = _("{path} is there already; nothing is written over.")
        raise CommandFailed(problem.format(path=safe_line(str(path))), ExitCode.USAGE)


def _write(options: argparse.Namespace, harvest: "Harvest | None") -> int:
    from safespot_tui.cli.output import print_problem
    from safespot_tui.config.private_file import replace_privately
    from safespot_tui.evidence.verify import verify

    path: Path = options.output
    if harvest is None:
        raise CommandFailed(
            _("The server does not answer, and nothing is kept here yet."), ExitCode.UNREACHABLE
        )
    for problem in _shortcomings(options, harvest):
        print_problem(problem)
    text = _written(options, harvest)
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


def _shortcomings(options: argparse.Namespace, harvest: "Harvest") -> "Sequence[str]":
    """What is not in the file, although it might be expected there."""
    problems: list[str] = []
    conversations = harvest.conversations
    missed = [each.conversation_id for each in conversations if not each.asked]
    if len(missed) == len(conversations):
        problems.append(_("The server does not answer: this is what is kept here."))
    elif missed:
        titles = ", ".join(harvest.store.title(each) for each in missed)
        sentence = _("The server answers no more: of these it is what is kept here: {titles}.")
        problems.append(sentence.format(titles=titles))
    if options.with_history and not any(each.earlier for each in conversations):
        problems.append(
            _(
                "Nothing is kept of what messages said before. “keep = true” under [evidence] "
                "keeps it from then on."
            )
        )
    return problems


def _written(options: argparse.Namespace, harvest: "Harvest") -> str:
    from datetime import UTC, datetime

    from safespot_tui.cli.account import required_profile
    from safespot_tui.domain.ids import UserId
    from safespot_tui.evidence.export import Occasion, export, export_case
    from safespot_tui.evidence.style import Form, style_of

    profile = required_profile(options)
    occasion = Occasion(
        at=datetime.now(UTC),
        by_id=UserId(profile.user_id),
        by=safe_line(profile.alias),
        server=safe_line(profile.server),
    )
    style = style_of(Form(options.format))
    sections = [
        _section(harvest.store, each, with_history=options.with_history)
        for each in harvest.conversations
    ]
    if options.case is None and len(sections) == 1:
        return "".join(export(style, occasion, sections[0]))
    return "".join(export_case(style, occasion, safe_line(options.case or ""), sections))


def _section(store: "Store", gathered: "Gathered", *, with_history: bool) -> "Section":
    from safespot_tui.evidence.export import Section
    from safespot_tui.evidence.facts import revision_facts, told_facts

    earlier = {
        message.id: [revision_facts(message, each) for each in gathered.earlier.get(message.id, ())]
        for message in gathered.messages
    }
    return Section(
        gathered.conversation_id,
        store.title(gathered.conversation_id),
        [told_facts(store, each) for each in gathered.messages],
        gathered.asked,
        earlier if with_history else None,
    )


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
    path = safe_line(name)
    messages = ngettext("{n} message", "{n} messages", verdict.count).format(n=verdict.count)
    if verdict.conversations is None:
        print(_("{path}: intact, {messages}.").format(path=path, messages=messages))
    else:
        count = verdict.conversations
        places = ngettext("{n} conversation", "{n} conversations", count).format(n=count)
        words = _("{path}: intact, {messages} in {conversations}.")
        print(words.format(path=path, messages=messages, conversations=places))
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
        case None, _any:
            sentence = _("Not intact: record {number} was removed.")
        case Kind.CONVERSATION, _any:
            sentence = _("Not intact: the heading of a conversation was changed ({number}).")
        case Kind.REVISION, _any:
            sentence = _(
                "Not intact: what message {id} said before was changed, added or moved ({number})."
            )
        case _any, Fault.ADDED:
            sentence = _("Not intact: message {number} ({id}) was added.")
        case _any, Fault.REMOVED:
            sentence = _("Not intact: message {number} was removed.")
        case _any, Fault.MOVED:
            sentence = _("Not intact: message {number} ({id}) was moved.")
        case _any, _:
            sentence = _("Not intact: message {number} ({id}) was changed.")
    told = sentence.format(number=verdict.number, id=safe_line(verdict.id) or "?")
    if not verdict.conversation:
        return told
    where = _("Conversation: {title}.").format(title=safe_line(verdict.conversation))
    return f"{told} {where}"
