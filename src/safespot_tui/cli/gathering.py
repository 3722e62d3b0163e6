"""A whole conversation: what its server tells of it, and what is kept here."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from safespot_tui.archive.extract import read_extract, read_stored
from safespot_tui.cli.account import connected, fresh_store, required_profile
from safespot_tui.cli.archives import claim_archive
from safespot_tui.cli.conversations import find_conversation
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.protocol import Page
from safespot_tui.store.patch import Learned
from safespot_tui.store.store import Store

if TYPE_CHECKING:
    from safespot_tui.gateway.protocol import Gateway

_PAGE = 200


class Gathered(Struct, frozen=True):
    """All that can be known of a conversation now."""

    store: Store
    """Knows the conversation and the people."""
    conversation_id: ConversationId
    messages: tuple[Message, ...]
    """In order. Of one that is both here and there, what the server says."""
    asked: bool
    """Whether the server answered."""


async def gather(options: argparse.Namespace, tell: Callable[[int, int], None]) -> Gathered | None:
    """The conversation that `options.conversation` means; None where nothing is to be had.

    `tell` is told how many messages have come, and of how many. Raises `CommandFailed`,
    `GatewayError`, `ArchiveError`.
    """
    path = claim_archive(required_profile(options))
    extract = read_extract(path, 0)
    store = Store()
    if extract is not None:
        store.apply(extract.contents.restored)
    told: list[Message] = []
    try:
        async with connected(options) as gateway:
            fresh = await fresh_store(gateway)
            conversation_id = find_conversation(fresh, options.conversation)
            if extract is not None:
                fresh.apply(Learned(Entities(users=extract.contents.restored.entities.users)))
            told = await _history(gateway, fresh, conversation_id, tell)
        store, asked = fresh, True
    except Unreachable:
        if extract is None:
            return None
        conversation_id, asked = find_conversation(store, options.conversation), False
    messages = {each.id: each for each in (*read_stored(path, conversation_id), *told)}
    tell(len(messages), len(messages))
    return Gathered(
        store, conversation_id, tuple(sorted(messages.values(), key=message_order)), asked
    )


async def _history(
    gateway: "Gateway",
    store: Store,
    conversation_id: ConversationId,
    tell: Callable[[int, int], None],
) -> list[Message]:
    pages: list[Message] = []
    before, more = None, True
    while more:
        page = await gateway.history(conversation_id, Page(before=before, limit=_PAGE))
        store.apply(Learned(Entities(users=page.users)))
        pages += reversed(page.messages)
        more = page.has_older and bool(page.messages)
        if page.messages:
            # What counts as unread is numbered; what does not is left out of the guess.
            before, left = page.messages[0].id, page.messages[0].position
            tell(len(pages), len(pages) + max(left, _PAGE if more else 0))
    return pages
