"""The client with a bug made on purpose: `python sabotaged_client.py <bug> [arguments ...]`."""

import asyncio
import sys
import uuid
from typing import Any

from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Wishes
from safespot_tui.cli.main import main
from safespot_tui.domain.event import StreamItem
from safespot_tui.domain.ids import ClientMessageId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.global_chat.continuity import Continuity
from safespot_tui.sync import lanes

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


BUGS = {bug.__name__: bug for bug in (forgetful, repetitive, hasty, gullible)}

if __name__ == "__main__":
    BUGS[sys.argv.pop(1)]()
    sys.exit(main())
