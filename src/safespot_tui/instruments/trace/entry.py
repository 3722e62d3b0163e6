"""What a trace is made of, in the order in which it happened.

::

    Called ──▶ Asked ──▶ Answered | Broke            what the engine wants, the request that is
      │          └─────▶ Framed ──▶ Told ──┐         made of it, and what came of that
      └────────────────────────────────────┴──▶ Patched ──▶ Repainted
                 a frame of      the event      what it      who drew it
                 its stream      it became      changed      anew

`number` counts the entries of a trace; `of` is the number of the one that an entry comes from.
`at` is in seconds since the trace began. No entry holds a secret.
"""

from collections.abc import Mapping

from msgspec import Struct

from safespot_tui.domain.event import StreamItem


class Called(Struct, frozen=True, tag=True):
    """The engine wants something of its gateway."""

    number: int
    at: float
    name: str
    """The gateway's method; `moderation.…` for one of the moderators' desk."""
    about: Mapping[str, str]
    """Of what: ids, which page, which kind of intent, by their names. Nobody's words."""
    of: int | None = None


class Asked(Struct, frozen=True, tag=True):
    """A request left, or a stream was asked for."""

    number: int
    at: float
    method: str
    path: str
    """With its query, as the server sees it."""
    headers: Mapping[str, str]
    """Without those that hold a secret."""
    body: str
    """As text; secrets in it are masked. Empty for what is not text."""
    size: int
    """Of the body, in bytes."""
    of: int | None = None
    """The `Called` on whose behalf it is; of what a gateway does by itself, the stream's."""
    server: str = ""
    """The scheme and the host that it is sent to."""


class Answered(Struct, frozen=True, tag=True):
    """An answer is whole; of a stream, it ended."""

    number: int
    of: int
    at: float
    status: int
    body: str
    """As text, as far as it is kept; secrets in it are masked. Empty for a stream."""
    size: int
    """Of the whole body, in bytes."""
    headers: Mapping[str, str] = {}
    """Without those that hold a secret."""


class Broke(Struct, frozen=True, tag=True):
    """There was no answer, or it broke off; of a call, it failed with this sentence."""

    number: int
    of: int
    at: float
    reason: str


class Framed(Struct, frozen=True, tag=True):
    """A frame of an event stream came."""

    number: int
    of: int
    at: float
    event: str
    """Empty for a comment, which is a sign of life, and for a frame that only moves the cursor."""
    id: str
    data: str
    size: int
    """In bytes, as it came."""


class Told(Struct, frozen=True, tag=True):
    """The gateway made something of it and told the engine."""

    number: int
    of: int | None
    at: float
    item: StreamItem


class Patched(Struct, frozen=True, tag=True):
    """The store is different."""

    number: int
    of: int | None
    """The last of `causes`."""
    at: float
    keys: tuple[str, ...]
    """The names of what changed, as the store has them, joined by colons."""
    patches: tuple[str, ...] = ()
    """What was applied, by the names of its types."""
    causes: tuple[int, ...] = ()
    """All that it comes of: facts that come together are one change."""
    uncaused: tuple[str, ...] = ()
    """Those of `patches` that only a server could have made true, and none has told."""


class Repainted(Struct, frozen=True, tag=True):
    """Widgets drew themselves anew."""

    number: int
    of: int | None
    at: float
    widgets: tuple[str, ...]


class Disturbed(Struct, frozen=True, tag=True):
    """A fault knob did something."""

    number: int
    of: int | None
    at: float
    knob: str
    what: str


Entry = Called | Asked | Answered | Broke | Framed | Told | Patched | Repainted | Disturbed


def texts_of(entry: Entry) -> tuple[str, ...]:
    """What an entry holds that may be long."""
    match entry:
        case Asked(path=path, body=body):
            return path, body
        case Answered(body=body):
            return (body,)
        case Framed(data=data):
            return (data,)
        case Patched(keys=keys):
            return keys
        case Called() | Broke() | Told() | Repainted() | Disturbed():
            return ()


def sources_of(entry: Entry) -> tuple[int, ...]:
    """The numbers of all entries that one comes from directly."""
    if isinstance(entry, Patched) and entry.causes:
        return entry.causes
    return () if entry.of is None else (entry.of,)
