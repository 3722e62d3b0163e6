"""Blocks of an event stream, taken apart and put together."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Block:
    """An event, or a block without data."""

    raw: bytes
    name: str
    cursor: str
    data: dict[str, Any]

    @property
    def body(self) -> bytes:
        """All of it but the cursor."""
        lines = [line for line in self.raw.split(b"\n") if not line.startswith(b"id:")]
        return b"\n".join(lines)


def block(raw: bytes) -> Block:
    """What stands in a block, as both servers write them."""
    fields: dict[bytes, bytes] = {}
    for line in raw.split(b"\n"):
        name, _, value = line.partition(b": ")
        fields[name] = value
    data = fields.get(b"data")
    return Block(
        raw,
        fields.get(b"event", b"").decode(),
        fields.get(b"id", b"").decode(),
        {} if data is None else json.loads(data),
    )


def at(cursor: str, body: bytes) -> bytes:
    """A block at a cursor; with no body it only moves there."""
    return b"id: %b\n%b" % (cursor.encode(), body or b"\n")
