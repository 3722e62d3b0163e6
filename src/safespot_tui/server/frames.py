"""Events as the bytes of an event stream."""

import json
from typing import Any

from safespot_tui.contract.events import EventName

HEARTBEAT = b": alive\n\n"

# Line ends to careless decoders of event streams, though not to the grammar.
_ESCAPED = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def frame(name: EventName, payload: dict[str, Any], cursor: str | None = None) -> bytes:
    """One event; without a cursor it is ephemeral."""
    data = json.dumps(
        {"event": name, "payload": payload}, ensure_ascii=False, separators=(",", ":")
    ).translate(_ESCAPED)
    block = f"event: {name}\ndata: {data}\n\n".encode()
    return block if cursor is None else at(cursor.encode(), block)


def at(cursor: bytes, block: bytes) -> bytes:
    """A frame without a cursor, at one."""
    return b"id: %b\n%b" % (cursor, block)


def cursor_only(cursor: str) -> bytes:
    """Moves the reader's cursor over an event that is not theirs to see."""
    return f"id: {cursor}\n\n".encode()


class Sync:
    """Makes the control that says: everything up to this cursor has been sent."""

    def __init__(self, heartbeat_seconds: float) -> None:
        partial = {"cursor": "CURSOR", "heartbeat_seconds": heartbeat_seconds}
        block = frame(EventName.SYNC, _payload(None, None, partial))
        before, _, after = block.partition(b"CURSOR")
        self._template = b"id: %b\n" + before + b"%b" + after

    def at(self, cursor: bytes) -> bytes:
        """For one reader, as the rest of the stream after each transaction."""
        return self._template % (cursor, cursor)


def reset(reason: str) -> bytes:
    """The cursor cannot be resumed."""
    return frame(EventName.RESET, _payload(None, None, {"reason": reason}))


def ephemeral(
    name: EventName, user_id: str, conversation_id: str | None = None, **partial: Any
) -> bytes:
    """`typing` or `presence`."""
    return frame(name, _payload(user_id, conversation_id, partial))


def _payload(
    subject_id: str | None, conversation_id: str | None, partial: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": subject_id,
        "conversation_id": conversation_id,
        "partial": partial,
        "originClientId": None,
    }
