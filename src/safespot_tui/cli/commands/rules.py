"""`rules`: tries the watch rules on messages that were said already."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from safespot_tui.watching.rehearsal import Found, Spoken


def summary() -> str:
    """One line for the help."""
    return _("try your watch rules on a file of messages")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = _(
        "Exit codes: 0 something was hit, 1 nothing was, 2 the file cannot be read, or the rules "
        "cannot be or are none."
    )
    parser.add_argument("what", choices=("test",), help=_("test: say which lines hit which rule"))
    parser.add_argument(
        "file",
        metavar=_("FILE"),
        help=_(
            "what “history” or “tail” printed, with --json or without, or lines of text; “-” for "
            "what is typed or piped in"
        ),
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON object a line"))


def run(options: argparse.Namespace) -> int:
    """Hold the file against the rules. Asks no server, and changes nothing."""
    from safespot_tui.cli.chosen import chosen_settings, own_rules
    from safespot_tui.config.errors import BadSettings
    from safespot_tui.watching.rehearsal import rehearse

    try:
        rules = own_rules(chosen_settings())
    except BadSettings as error:
        raise CommandFailed(str(error), ExitCode.USAGE) from None
    if not rules:
        problem = _("There are no watch rules: write some into config.toml, under [rules].")
        raise CommandFailed(problem, ExitCode.USAGE)
    counts = dict.fromkeys((rule.name for rule in rules), 0)
    for found in rehearse(rules, _spoken(options.file)):
        for name in found.names:
            counts[name] += 1
        _print(found, as_json=options.json)
    if not options.json:
        for name, count in counts.items():
            words = ngettext("{n} message", "{n} messages", count).format(n=count)
            print(f"{name}: {words}")
    return ExitCode.OK if any(counts.values()) else ExitCode.FAILED


def _spoken(path: str) -> "Iterator[Spoken]":
    from safespot_tui.cli.spoken import spoken_in

    try:
        source = nullcontext(sys.stdin) if path == "-" else open(path, encoding="utf-8")  # noqa: SIM115 - closed below
        with source as lines:
            yield from spoken_in(lines)
    except (OSError, UnicodeDecodeError):
        problem = _("{path} cannot be read as text.").format(path=path)
        raise CommandFailed(problem, ExitCode.USAGE) from None


def _print(found: "Found", *, as_json: bool) -> None:
    from safespot_tui.cli.output import print_json
    from safespot_tui.cli.spoken import words_of

    spoken, names = found.spoken, found.names
    if as_json:
        print_json(
            {
                "line": spoken.line,
                "rules": list(names),
                "sender": safe_line(spoken.sender),
                "content": safe_text(spoken.text),
                "created_at": spoken.at,
            }
        )
    else:
        print(f"{spoken.line:>5}  {', '.join(names)}  {words_of(spoken)}")
