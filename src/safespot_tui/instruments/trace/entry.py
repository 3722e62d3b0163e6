"""What a trace is made of, in the order in which it happened.

::

    Asked ──▶ Answered | Broke                     a request, and what came of it
      └─────▶ Framed ──▶ Told ──▶ Patched ──▶ Repainted
              a frame of     the event     what it changed    who drew it
              its stream     it became     in the store       anew

`number` counts the entries of a trace; `of` is the number of the one that an entry comes from.
`at` is in seconds since the trace began.
"""

from collections.abc import Mapping

from msgspec import Struct

from safespot_tui.domain.event import StreamItem


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
    """As text; secrets in it are masked. Empty for what is not JSON."""
    size: int
    """Of the body, in bytes."""


class Answered(Struct, frozen=True, tag=True):
    """An answer is whole; of a stream, it ended."""

    number: int
    of: int
    at: float
    status: int
    body: str
    size: int


class Broke(Struct, frozen=True, tag=True):
    """There was no answer, or it broke off."""

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
    at: float
    keys: tuple[str, ...]
    """Of what changed, as `kind:id`."""


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


Entry = Asked | Answered | Broke | Framed | Told | Patched | Repainted | Disturbed
