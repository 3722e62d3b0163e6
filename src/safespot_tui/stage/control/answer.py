"""What comes back over the socket: one JSON object a line, an answer to a request or an event."""

from typing import Literal

import msgspec
from msgspec import Struct

from safespot_tui.stage.state import State

Id = int | str | None


class Done(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It was done; with what was asked for."""

    id: Id
    ok: Literal[True]
    state: State | None = None
    screen: str | None = None


class Problem(Struct, frozen=True):
    """Why it was not."""

    code: str
    """For programs."""
    message: str
    """For people."""


class Refused(Struct, frozen=True):
    """It was not done."""

    id: Id
    ok: Literal[False]
    error: Problem


class StoreChanged(Struct, frozen=True, tag_field="event", tag="store"):
    """What the client knows is different."""

    keys: tuple[str, ...]
    """Of what changed, as `kind:id`."""


class ConnectionChanged(Struct, frozen=True, tag_field="event", tag="connection"):
    """The way to the server is different."""

    state: str
    reason: str
    retry_at: str | None


class Ended(Struct, frozen=True, tag_field="event", tag="ended"):
    """The client ends; nothing more comes."""


Event = StoreChanged | ConnectionChanged | Ended
Answer = Done | Refused


def done(request_id: Id, *, state: State | None = None, screen: str | None = None) -> Done:
    """An answer to what was done."""
    return Done(id=request_id, ok=True, state=state, screen=screen)


def refused(request_id: Id, code: str, message: str) -> Refused:
    """An answer to what was not."""
    return Refused(request_id, ok=False, error=Problem(code, message))


def written(message: Answer | Event) -> bytes:
    """One line."""
    return msgspec.json.encode(message) + b"\n"
