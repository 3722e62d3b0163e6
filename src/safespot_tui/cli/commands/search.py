"""`search`: messages by what is in them."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.limit import add_limit, check_limit
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.domain.ids import ConversationId
    from safespot_tui.domain.message import Message
    from safespot_tui.domain.search_query import SearchQuery
    from safespot_tui.store.store import Store
    from safespot_tui.sync.search_page import SearchPage

    _Within = ConversationId | None
    _Answer = tuple[Store, SearchPage, Sequence[Message]]

_PAGE = 200


def summary() -> str:
    """One line for the help."""
    return _("find messages by their words, newest first")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "query",
        metavar=_("QUERY"),
        nargs="+",
        help=_("words, “phrases”, from:NAME, in:TITLE, before:DAY, after:DAY, has:image, has:link"),
    )
    parser.add_argument(
        "--in",
        dest="conversation",
        metavar=_("CONVERSATION"),
        help=_("only in this one: its id, beginning of the id, or title"),
    )
    add_limit(parser, _("how many messages at most (default: %(default)s)"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Ask the server, or what is stored here, and print. Nothing is marked read."""
    check_limit(options)
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.actions.search_words import doubt_words, where_words
    from safespot_tui.cli.output import print_json, print_problem
    from safespot_tui.cli.transcript import print_message
    from safespot_tui.cli.views import message_view
    from safespot_tui.sync.search_page import Searched

    store, page, messages = await _on_the_server(options) or await _here(options)
    for doubt in page.misunderstood:
        print_problem(doubt_words(doubt))
    if page.where is not Searched.SERVER:
        print_problem(where_words(page))
    if options.json:
        views = [message_view(store, message) for message in messages]
        print_json({"messages": views, "searched": page.where})
    else:
        for message in messages:
            print_message(store, message, title=store.title(message.conversation_id))
    return ExitCode.OK


def _asked(options: argparse.Namespace, store: "Store") -> "tuple[SearchQuery, _Within]":
    from datetime import datetime

    from safespot_tui.cli.conversations import find_conversation
    from safespot_tui.domain.search_query import parse_query

    meant = options.conversation
    within = None if meant is None else find_conversation(store, meant)
    return parse_query(" ".join(options.query), datetime.now().astimezone()), within


async def _on_the_server(options: argparse.Namespace) -> "_Answer | None":
    """What the server finds; None where it cannot search, or does not answer."""
    from safespot_tui.cli.account import connected, fresh_store
    from safespot_tui.domain.event import Entities
    from safespot_tui.domain.search import MessageSearch
    from safespot_tui.gateway.errors import Unreachable
    from safespot_tui.gateway.protocol import Capability
    from safespot_tui.store.patch import Learned
    from safespot_tui.sync.search import resolved
    from safespot_tui.sync.search_page import Searched, SearchPage

    try:
        async with connected(options) as gateway:
            if Capability.SEARCH not in gateway.capabilities:
                return None
            store = await fresh_store(gateway)
            query, within = _asked(options, store)
            search, doubts = resolved(query, store, within)
            page = SearchPage(
                search or MessageSearch(),
                Searched.SERVER,
                misunderstood=(*query.misunderstood, *doubts),
            )
            messages: list[Message] = []
            more = search is not None and not query.is_empty
            cursor = None
            while search is not None and more:
                wanted = min(_PAGE, options.limit - len(messages))
                found = await gateway.search_messages(search, cursor, wanted)
                store.apply(Learned(Entities(users=found.users)))
                messages += found.messages
                cursor = found.next
                more = cursor is not None and len(messages) < options.limit
    except Unreachable:
        return None
    return store, page, messages


async def _here(options: argparse.Namespace) -> "_Answer":
    """What is found in what is stored here."""
    from safespot_tui.cli.account import required_profile
    from safespot_tui.cli.session import ProfileEngine
    from safespot_tui.config.settings_file import load_settings

    engine = ProfileEngine(required_profile(options), keep=load_settings().evidence.keep)
    try:
        query, within = _asked(options, engine.store)
        async with aclosing(engine.search(query, within)) as pages:
            *_worse, page = [page async for page in pages]
        messages = [hit.message for hit in page.hits]
        while page.next is not None and len(messages) < options.limit:
            page = await engine.search_on(page)
            messages += [hit.message for hit in page.hits]
    finally:
        await engine.aclose()
    return engine.store, page, messages[: options.limit]
