"""Open event streams, and what is written to them."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from .json_text import dump, iso

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache, no-store, must-revalidate",
    "X-Accel-Buffering": "no",
}


class Kind(StrEnum):
    USER = "user"
    ROOM = "room"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a stream: an event, or a comment if it has no name."""

    name: str | None
    chunks: tuple[bytes, ...]


def event(payload: dict[str, Any]) -> Block:
    """Named after its `type`; its two lines may reach the reader in two chunks."""
    name = payload["type"]
    return Block(name, (f"event: {name}\n".encode(), b"data: " + dump(payload) + b"\n\n"))


def comment(words: str) -> Block:
    return Block(None, (f": {words}\n\n".encode(),))


def heartbeat(moment: datetime) -> Block:
    return comment(f"heartbeat {iso(moment)}")


@dataclass(eq=False)
class Stream:
    """An open stream: of a person's events, of a room's, or of the public feed.

    `abort` breaks its connection without a word.
    """

    kind: Kind
    subject: str
    """The person or the room; empty for the feed."""
    person_id: str
    """Who reads it; empty for the feed."""
    abort: Callable[[], object]
    blocks: asyncio.Queue[Block] = field(default_factory=lambda: asyncio.Queue[Block]())
    cut_after: int | None = None
    """After how many events of the start the connection breaks."""

    def write(self, block: Block) -> None:
        self.blocks.put_nowait(block)


class Hub:
    """All open streams."""

    def __init__(self) -> None:
        self._streams: list[Stream] = []
        self._changed = asyncio.Event()

    def __iter__(self) -> Iterator[Stream]:
        return iter(list(self._streams))

    def __len__(self) -> int:
        return len(self._streams)

    def add(self, stream: Stream) -> None:
        self._streams.append(stream)
        self._tell()

    def remove(self, stream: Stream) -> bool:
        """Whether it was still here."""
        if stream not in self._streams:
            return False
        self._streams.remove(stream)
        self._tell()
        return True

    def forget(self) -> None:
        """As when the process dies: nobody is told."""
        self._streams.clear()
        self._tell()

    def to_person(self, person_id: str, payload: dict[str, Any]) -> None:
        self._write(payload, Kind.USER, person_id)

    def to_room(self, room_id: str, payload: dict[str, Any]) -> None:
        self._write(payload, Kind.ROOM, room_id)

    def to_everybody(self, payload: dict[str, Any]) -> None:
        """Every connected person, acquainted or not."""
        self._write(payload, Kind.USER, None)

    async def wait_open(self, kind: Kind, person_id: str) -> None:
        """Until that person has such a stream."""
        while not self._has(kind, person_id):
            await self._changed.wait()

    async def wait_closed(self, kind: Kind, person_id: str) -> None:
        """Until that person has no such stream any more."""
        while self._has(kind, person_id):
            await self._changed.wait()

    def _has(self, kind: Kind, person_id: str) -> bool:
        return any(s.kind is kind and s.person_id == person_id for s in self._streams)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def is_connected(self, person_id: str) -> bool:
        return any(s.kind is Kind.USER and s.subject == person_id for s in self._streams)

    def _write(self, payload: dict[str, Any], kind: Kind, subject: str | None) -> None:
        block = event(payload)
        for stream in self._streams:
            if stream.kind is kind and subject in (None, stream.subject):
                stream.write(block)
