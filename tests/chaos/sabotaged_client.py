"""The client with a bug made on purpose: `python sabotaged_client.py <bug> [arguments ...]`."""

import asyncio
import sys
import uuid
from typing import Any

from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.outgoing import Outgoing
from safespot_tui.archive.rows import Wishes
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import StreamItem
from safespot_tui.domain.ids import ClientMessageId
from safespot_tui.domain.intent import DeleteMessage, OutboxItem, SendMessage
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.global_chat.continuity import Continuity
from safespot_tui.sync import lanes
from safespot_tui.sync.keeper import Keeper
from tests.chaos.brisk_client import main

_perform = GlobalChatGateway.perform


def forgetful() -> None:
    """Shows what is typed without having written it down."""

    def keep(self: Archive, wishes: Wishes) -> None:
        """Say that it is done."""

    Archive.keep = keep


def repetitive() -> None:
    """Makes up another id for a message whenever it tries again."""

    async def perform(self: GlobalChatGateway, intent: Any) -> Any:
        if isinstance(intent, SendMessage):
            another = ClientMessageId(str(uuid.uuid4()))
            intent = structs.replace(intent, client_message_id=another)
        return await _perform(self, intent)

    GlobalChatGateway.perform = perform


def hasty() -> None:
    """Sends what is typed next while it is not known whether the one before has arrived."""
    lanes.lane_of = lambda intent: (lanes.MESSAGES, str(id(intent)))

    async def perform(self: GlobalChatGateway, intent: Any) -> Any:
        if isinstance(intent, SendMessage) and "q03q" in intent.content:
            await asyncio.sleep(1)
        return await _perform(self, intent)

    GlobalChatGateway.perform = perform


def gullible() -> None:
    """Takes whatever comes for the next event."""

    def checked(self: Continuity, item: StreamItem) -> StreamItem:
        return item

    Continuity.checked = checked


def forgiving() -> None:
    """Knows of what is to be deleted only as long as it runs."""
    keep = Keeper.keep

    async def only_others(
        self: Keeper,
        item: OutboxItem,
        draft: Draft | None,
        replaced: OutboxItem | None = None,
    ) -> None:
        if not isinstance(item.intent, DeleteMessage):
            await keep(self, item, draft, replaced)

    Keeper.keep = only_others


def careless() -> None:
    """Has the images that wait to be uploaded nowhere but in its memory."""
    images: dict[str, bytes] = {}

    def put(self: Outgoing, name: str, content: bytes) -> None:
        images[name] = content

    def read(self: Outgoing, name: str) -> bytes:
        try:
            return images[name]
        except KeyError:
            raise FileNotFoundError(name) from None

    Outgoing.put, Outgoing.read = put, read


def discreet() -> None:
    """Tells nobody what is to be deleted."""

    async def perform(self: GlobalChatGateway, intent: Any) -> Any:
        if isinstance(intent, DeleteMessage):
            await asyncio.Event().wait()
        return await _perform(self, intent)

    GlobalChatGateway.perform = perform


BUGS = {
    bug.__name__: bug
    for bug in (forgetful, repetitive, hasty, gullible, forgiving, careless, discreet)
}

if __name__ == "__main__":
    BUGS[sys.argv.pop(1)]()
    sys.exit(main())
