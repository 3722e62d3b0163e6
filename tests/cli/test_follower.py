"""`tail` tells the same of every server, however that server tells it."""

import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest

from safespot_tui.cli.follower import Follower
from safespot_tui.domain.event import (
    MessageCreated,
    MessagesListed,
    Received,
    Snapshot,
    StreamItem,
    Synced,
)
from safespot_tui.domain.ids import Cursor


class Gateway:
    """A snapshot, and a stream that ends."""

    def __init__(self, snapshot: Snapshot, items: list[StreamItem]) -> None:
        self._snapshot = snapshot
        self._items = items

    async def snapshot(self) -> Snapshot:
        return self._snapshot

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        for item in self._items:
            yield item


async def test_what_is_not_listed_any_more_is_told_as_deleted(
    make, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    kept, gone = make.message("a", 1), make.message("b", 2)
    listed = MessagesListed(make.plaza, (kept.id,), datetime(2027, 1, 1, tzinfo=UTC))
    items: list[StreamItem] = [
        Received(MessageCreated(kept)),
        Received(MessageCreated(gone)),
        Received(listed),
        Received(listed),
        Synced(Cursor("1"), 15.0),
    ]
    follower = Follower(Gateway(make.snapshot(), items), as_json=True)  # type: ignore[arg-type]
    await follower.start()
    await follower.follow()
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [each["event"] for each in told] == [
        "message-created", "message-created", "message-deleted", "sync",
    ]  # fmt: skip
    assert told[2]["message_id"] == gone.id
    assert set(told[2]) == {
        "event", "message_id", "conversation_id", "deleted_at", "revision", "removal", "origin",
    }  # fmt: skip
