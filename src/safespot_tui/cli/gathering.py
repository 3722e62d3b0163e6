"""Whole conversations: what their server tells of them, and what is kept here."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from safespot_tui.archive.extract import read_earlier, read_extract, read_stored
from safespot_tui.cli.account import connected, fresh_store, required_profile
from safespot_tui.cli.archives import claim_archive
from safespot_tui.cli.conversations import find_conversation
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.ordering import message_order
from safespot_tui.domain.revision import Revision, revision_of
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.protocol import Page
from safespot_tui.store.patch import Learned
from safespot_tui.store.store import Store

if TYPE_CHECKING:
    from safespot_tui.gateway.protocol import Gateway

_PAGE = 200
_MOST_COUNTED = 500_000
"""Where a server counts nothing, its messages are numbered down from a million: that does not say
how many there are."""

Tell = Callable[[int, int], None]
"""Is told how many messages have come, and of how many."""


class Gathered(Struct, frozen=True):
    """All that can be known of a conversation now."""

    conversation_id: ConversationId
    messages: Sequence[Message]
    """In order. Of one that is both here and there, what the server says."""
    asked: bool
    """Whether the server answered."""
    earlier: Mapping[MessageId, Sequence[Revision]]
    """What messages said before and say no more, oldest first, as far as it is kept here."""


class Harvest(Struct, frozen=True):
    """All that can be known of some conversations."""

    store: Store
    """Knows the conversations and the people."""
    conversations: Sequence[Gathered]
    """In the order in which they were asked for, each once."""


async def gather(options: argparse.Namespace, meant: Sequence[str], tell: Tell) -> Harvest | None:
    """The conversations that are `meant`; None where nothing is to be had.

    `tell` is told of all of them together. Raises `CommandFailed`, `GatewayError`, `ArchiveError`.
    """
    path = claim_archive(required_profile(options))
    extract = read_extract(path, 0)
    told: dict[ConversationId, Sequence[Message]] = {}
    store = Store()
    try:
        async with connected(options) as gateway:
            fresh = await fresh_store(gateway)
            if extract is not None:
                fresh.apply(Learned(Entities(users=extract.contents.restored.entities.users)))
            store = fresh
            wanted = _found(store, meant)
            progress = _Progress(store, wanted, tell)
            for conversation_id in wanted:
                told[conversation_id] = await _history(gateway, store, conversation_id, progress)
    except Unreachable:
        # Where it is lost on the way, what was told is as good as before.
        if store.me is None:
            if extract is None:
                return None
            store.apply(extract.contents.restored)
    wanted = _found(store, meant)
    gathered = [_gathered(path, each, told.get(each)) for each in wanted]
    count = sum(len(each.messages) for each in gathered)
    tell(count, count)
    return Harvest(store, gathered)


def _found(store: Store, meant: Sequence[str]) -> Sequence[ConversationId]:
    return list(dict.fromkeys(find_conversation(store, each) for each in meant))


def _gathered(
    path: Path, conversation_id: ConversationId, told: Sequence[Message] | None
) -> Gathered:
    stored = read_stored(path, conversation_id)
    messages = {each.id: each for each in (*stored, *(told or ()))}
    earlier = {
        message_id: [each for each in kept if each != revision_of(messages[message_id])]
        for message_id, kept in read_earlier(path, conversation_id).items()
        if message_id in messages
    }
    return Gathered(
        conversation_id,
        sorted(messages.values(), key=message_order),
        told is not None,
        {message_id: kept for message_id, kept in earlier.items() if kept},
    )


class _Progress:
    """How far some conversations have come, one after the other."""

    def __init__(self, store: Store, wanted: Sequence[ConversationId], tell: Tell) -> None:
        self._tell = tell
        self._expected: dict[ConversationId, int] = {}
        for each in wanted:
            conversation = store.conversation(each)
            self._expected[each] = _counted(conversation.head_position) if conversation else 0
        self._come = dict.fromkeys(wanted, 0)

    def come(self, conversation_id: ConversationId, count: int, left: int) -> None:
        """So many of one have come, and about so many have not."""
        self._come[conversation_id] = count
        self._expected[conversation_id] = count + left
        done, total = sum(self._come.values()), sum(self._expected.values())
        if done < total:
            self._tell(done, total)


def _counted(position: int) -> int:
    """How many messages there are up to a position; 0 where that is not known."""
    return position if position < _MOST_COUNTED else 0


async def _history(
    gateway: "Gateway", store: Store, conversation_id: ConversationId, progress: _Progress
) -> Sequence[Message]:
    pages: list[Message] = []
    before, more = None, True
    while more:
        page = await gateway.history(conversation_id, Page(before=before, limit=_PAGE))
        store.apply(Learned(Entities(users=page.users)))
        pages += reversed(page.messages)
        more = page.has_older and bool(page.messages)
        if page.messages:
            # What counts as unread is numbered; what does not is left out of the guess.
            before, left = page.messages[0].id, _counted(page.messages[0].position - 1)
            progress.come(conversation_id, len(pages), max(left, _PAGE) if more else 0)
    return pages
