"""`inbox`: the conversations, as the inbox of the full-screen client orders them."""

import argparse
import asyncio
from datetime import UTC, datetime

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("list the conversations")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--archived", action="store_true", help=_("those that are archived"))
    parser.add_argument("--unread", action="store_true", help=_("only those with something new"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Ask the server and print."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.cli.account import connected, fresh_store
    from safespot_tui.cli.output import print_columns, print_json, short_time
    from safespot_tui.cli.views import conversation_view

    async with connected(options) as gateway:
        store = await fresh_store(gateway)
    views = [
        conversation_view(store, conversation_id)
        for conversation_id in store.inbox(archived=options.archived)
        if not options.unread or store.is_unread(conversation_id)
    ]
    if options.json:
        print_json({"conversations": views})
        return ExitCode.OK
    now = datetime.now(UTC)
    print_columns(
        (
            view["id"],
            "📌" if view["pinned"] else "",
            str(view["unread"] or ("•" if view["marked_unread"] else "")),
            short_time(view["last_message_at"], now),
            f"{view['icon']} {view['title']}".strip(),
            view["report"]["title"] if view["report"] else "",
        )
        for view in views
    )
    return ExitCode.OK
