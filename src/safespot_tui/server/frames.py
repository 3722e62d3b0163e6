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
    head = "" if cursor is None else f"id: {cursor}\n"
    return f"{head}event: {name}\ndata: {data}\n\n".encode()


def cursor_only(cursor: str) -> bytes:
    """Moves the reader's cursor over an event that is not theirs to see."""
    return f"id: {cursor}\n\n".encode()


def sync(cursor: str, heartbeat_seconds: float) -> bytes:
    """Everything up to this cursor has been sent."""
    partial = {"cursor": cursor, "heartbeat_seconds": heartbeat_seconds}
    return frame(EventName.SYNC, _payload(None, None, partial), cursor)


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
