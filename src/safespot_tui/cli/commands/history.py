"""`history`: what was said in a conversation."""

import argparse
import asyncio

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.limit import add_limit, check_limit
from safespot_tui.cli.silent import add_silent
from safespot_tui.i18n import _

_PAGE = 200


def summary() -> str:
    """One line for the help."""
    return _("print a conversation's messages, oldest first")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "conversation", metavar=_("CONVERSATION"), help=_("id, beginning of the id, or title")
    )
    add_limit(parser, _("how many messages at most (default: %(default)s)"))
    parser.add_argument("--before", metavar="ID", help=_("only those before this message"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))
    add_silent(parser)


def run(options: argparse.Namespace) -> int:
    """Ask the server and print. Nothing is marked read."""
    check_limit(options)
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.cli.account import connected, fresh_store
    from safespot_tui.cli.conversations import find_conversation
    from safespot_tui.cli.output import print_json
    from safespot_tui.cli.transcript import print_message
    from safespot_tui.cli.views import message_view
    from safespot_tui.domain.event import Entities
    from safespot_tui.domain.ids import MessageId
    from safespot_tui.domain.message import Message
    from safespot_tui.gateway.protocol import Page
    from safespot_tui.store.patch import Learned

    before = MessageId(options.before) if options.before else None
    messages: list[Message] = []
    async with connected(options) as gateway:
        store = await fresh_store(gateway)
        conversation_id = find_conversation(store, options.conversation)
        more = True
        while more and len(messages) < options.limit:
            wanted = min(_PAGE, options.limit - len(messages))
            page = await gateway.history(conversation_id, Page(before=before, limit=wanted))
            store.apply(Learned(Entities(users=page.users)))
            messages[:0] = page.messages
            more = page.has_older and bool(page.messages)
            before = page.messages[0].id if page.messages else None
    if options.json:
        print_json({"messages": [message_view(store, message) for message in messages]})
    else:
        for message in messages:
            print_message(store, message)
    return ExitCode.OK
