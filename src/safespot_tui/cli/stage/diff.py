"""`stage diff`: where two recordings part, and what that made of them."""

import argparse
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import ExitCode
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.instruments.cassette.entry import Entry


def summary() -> str:
    """One line for the help."""
    return _("say where two recordings part, and how their ends differ")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    parser.add_argument("first", metavar="A", help=_("a cassette"))
    parser.add_argument("second", metavar="B", help=_("another one"))


def run(options: argparse.Namespace) -> int:
    """Compare; gives 1 where they differ."""
    from safespot_tui.cli.rules import chosen_rules
    from safespot_tui.cli.stage.cassettes import required_cassette, screens_apart
    from safespot_tui.instruments.cassette.parting import parting_of
    from safespot_tui.stage.replay.replay import replay
    from safespot_tui.store.difference import differences
    from safespot_tui.tui.run import be_still

    be_still()
    first, second = required_cassette(options.first), required_cassette(options.second)
    parting = parting_of(first.entries, second.entries)
    if parting is None:
        print(_("The same was done, asked and told in both."))
    else:
        print(_("They part here:"))
        print(f"  {options.first}: {_line(parting.first)}")
        print(f"  {options.second}: {_line(parting.second)}")
    one, other = (replay(each, rules_of=chosen_rules) for each in (first, second))
    apart: list[str] = [
        safe_line(f"{each.thing} {each.id} {each.field}: {each.held} | {each.told}")
        for each in differences(one.store, other.store)
    ]
    apart += screens_apart(one.end.screen, other.end.screen, (options.first, options.second))
    for line in apart:
        print(line)
    return ExitCode.OK if parting is None and not apart else ExitCode.FAILED


def _line(entry: "Entry | None") -> str:
    from safespot_tui.instruments.cassette.wording import entry_in_words, time_in_words

    if entry is None:
        return _("nothing more")
    return f"{time_in_words(entry.at)}  {entry_in_words(entry)}"
