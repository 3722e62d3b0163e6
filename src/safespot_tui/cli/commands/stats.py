"""`stats`: how much was said when, how soon it was answered, what waits, what the rules hit."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from safespot_tui.actions.folder import Folder
    from safespot_tui.config.settings import Settings
    from safespot_tui.domain.ids import ConversationId
    from safespot_tui.insight.telling import Wording
    from safespot_tui.store.store import Store


def summary() -> str:
    """One line for the help."""
    return _("say how much is written, how soon it is answered, and what waits")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--since",
        metavar=_("TIME"),
        default="7d",
        help=_("24h, 7d, today, a day as 2026-11-30, or all (default: %(default)s)"),
    )
    parser.add_argument(
        "--until", metavar=_("TIME"), default="", help=_("as --since; a day is meant as a whole")
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--conversation",
        metavar=_("CONVERSATION"),
        help=_("only this one: its id, beginning of the id, or title"),
    )
    where.add_argument(
        "--folder",
        metavar=_("NAME"),
        help=_("only this part of the inbox: unread, groups, reports, archived, or one of yours"),
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Count what is kept here, and print. Asks no server, and changes nothing."""
    from datetime import datetime

    from safespot_tui.actions.insight import known_now
    from safespot_tui.archive.extract import read_kept_cases
    from safespot_tui.cli.account import required_profile
    from safespot_tui.cli.archives import claim_archive
    from safespot_tui.cli.chosen import chosen_folders, chosen_settings, own_rules
    from safespot_tui.cli.figures import counted, figures_view
    from safespot_tui.cli.output import print_json
    from safespot_tui.cli.progress_bar import progress_bar
    from safespot_tui.insight.period import NoPeriod, period
    from safespot_tui.insight.telling import lines_of, told
    from safespot_tui.store.queue import Queue

    now = datetime.now().astimezone()
    try:
        asked = period(options.since, options.until, now)
    except NoPeriod as error:
        raise CommandFailed(safe_text(str(error)), ExitCode.USAGE) from None
    settings = chosen_settings()
    path = claim_archive(required_profile(options))
    store = _store(path)
    folders = chosen_folders(settings)
    scope = _scope(options, store, folders, now)
    queue = Queue(store, lambda: now)
    queue.put_kept(read_kept_cases(path))
    known = known_now(store, own_rules(settings), folders, now, scope, queue)
    with progress_bar() if sys.stderr.isatty() else nullcontext(_silent) as tell:
        figures = counted(path, known, asked, now, tell)
    if options.json:
        print_json(figures_view(store, figures))
    else:
        wording = _wording(store, settings, now)
        width = wording.width if sys.stdout.isatty() else None
        for line in lines_of(told(figures, wording), width):
            print(safe_text(line))
    return ExitCode.OK


def _silent(done: int, total: int) -> None:
    """Nobody looks."""


def _store(path: "Path") -> "Store":
    """All that is kept of people and conversations."""
    from safespot_tui.archive.extract import read_extract
    from safespot_tui.store.store import Store

    extract = read_extract(path, 0)
    if extract is None:
        raise CommandFailed(
            _("Nothing is kept here yet: start the program once, and let it reach the server.")
        )
    store = Store()
    store.apply(extract.contents.restored)
    return store


def _scope(
    options: argparse.Namespace, store: "Store", folders: "Sequence[Folder]", now: "datetime"
) -> "frozenset[ConversationId] | None":
    """The conversations that are asked about; None for all."""
    from safespot_tui.actions.filters import filtered, parts_by_name
    from safespot_tui.cli.conversations import find_conversation

    if options.conversation is not None:
        return frozenset({find_conversation(store, options.conversation)})
    if options.folder is None:
        return None
    parts = parts_by_name(folders)
    if options.folder not in parts:
        problem = _("there is no such part of the inbox; there are {names}.")
        raise CommandFailed(problem.format(names=", ".join(parts)), ExitCode.USAGE)
    return frozenset(filtered(store, parts[options.folder], now))


def _wording(store: "Store", settings: "Settings", now: "datetime") -> "Wording":
    import shutil

    from safespot_tui.cli.output import short_time
    from safespot_tui.config.settings import EmojiMode
    from safespot_tui.insight.telling import Wording

    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return Wording(
        title=store.title,
        day=lambda moment: f"{moment.astimezone():%Y-%m-%d}",
        moment=lambda moment: short_time(moment, now),
        width=shutil.get_terminal_size().columns,
        ascii_only=settings.emoji is EmojiMode.ASCII or not encoding.startswith("utf"),
    )
