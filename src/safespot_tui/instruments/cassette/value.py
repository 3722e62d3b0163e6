"""What crosses a gateway as JSON, with its kind, so that it can be had back as what it was."""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, get_args

import msgspec
from msgspec import Raw, Struct

from safespot_tui.domain.case import Case
from safespot_tui.domain.event import (
    Entities,
    Event,
    HistoryPage,
    Received,
    Snapshot,
    StreamItem,
)
from safespot_tui.domain.hindrance import Hindrance
from safespot_tui.domain.ids import Cursor
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway import errors
from safespot_tui.gateway.errors import Busy, GatewayError, Hindered, Rejected
from safespot_tui.gateway.moderation import AuditPage, CasePage, Person
from safespot_tui.gateway.protocol import Opened
from safespot_tui.instruments.cassette.harmless import harmless, is_plain

_MANY = "[]"
"""Behind the kind of what is given as a sequence."""

_KINDS: Mapping[str, type] = {
    each.__name__: each
    for each in (
        *(item for item in get_args(StreamItem) if item is not Received),
        *get_args(Event),
        *(Snapshot, HistoryPage, Found, Message, Entities, Opened, Report, User),
        *(Case, CasePage, Person, AuditPage),
        *(str, bytes, NoneType),
    )
}

_ERRORS: Mapping[str, type[GatewayError]] = {
    each.__name__: each
    for each in (
        errors.GatewayError,
        errors.Unreachable,
        errors.ServerFault,
        errors.NotLoggedIn,
        errors.Withheld,
        errors.NotUnderstood,
    )
}


class Value(Struct, frozen=True, omit_defaults=True):
    """Something that came back."""

    kind: str
    value: Raw
    cursor: Cursor | None = None
    """Of an event that a stream brought."""


class _Refusal(Struct, frozen=True, omit_defaults=True):
    reason: SafeText
    retry_after: float = 0.0
    code: str = ""
    status: int = 0
    hindrance: Hindrance | None = None


def value_of(crossed: Any) -> Value:
    """Anything that a gateway answers or tells, as it is kept."""
    if isinstance(crossed, Received):
        event = crossed.event
        return Value(type(event).__name__, _raw(event), crossed.cursor)
    if isinstance(crossed, Sequence) and not isinstance(crossed, str | bytes):
        return Value(User.__name__ + _MANY, _raw(crossed))
    return Value(type(crossed).__name__, _raw(crossed))


def crossed_of(value: Value, *, streamed: bool = False) -> Any:
    """What a value was kept of. Raises `msgspec.MsgspecError`, or `KeyError` for no known kind."""
    kind: Any = _KINDS[value.kind.removesuffix(_MANY)]
    if value.kind.endswith(_MANY):
        kind = tuple[kind, ...]
    crossed = _decoded(value.value, kind)
    if streamed and not isinstance(crossed, _PLAIN_ITEMS):
        return Received(crossed, value.cursor)
    return crossed


_PLAIN_ITEMS = tuple(item for item in get_args(StreamItem) if item is not Received)


def refusal_of(error: GatewayError) -> Value:
    """An error of a gateway, as it is kept."""
    match error:
        case Hindered():
            kept = _Refusal(error.reason, hindrance=error.hindrance, status=error.status)
        case Rejected():
            kept = _Refusal(error.reason, code=error.code, status=error.status)
        case Busy():
            kept = _Refusal(error.reason, retry_after=error.retry_after)
        case _:
            kept = _Refusal(error.reason)
    return Value(type(error).__name__, _raw(kept))


def error_of(value: Value) -> GatewayError:
    """The error that a value was kept of."""
    kept: _Refusal = _decoded(value.value, _Refusal)
    match value.kind:
        case Hindered.__name__ if kept.hindrance is not None:
            return Hindered(kept.reason, kept.hindrance, kept.status)
        case Rejected.__name__:
            return Rejected(kept.reason, kept.code, kept.status)
        case Busy.__name__:
            return Busy(kept.reason, kept.retry_after)
        case kind:
            return _ERRORS.get(kind, GatewayError)(kept.reason)


def _decoded(raw: Raw, kind: Any) -> Any:
    json = bytes(raw)
    if is_plain(json):
        return msgspec.json.decode(json, type=kind)
    return msgspec.convert(harmless(msgspec.json.decode(json)), kind)


def _raw(value: Any) -> Raw:
    return Raw(msgspec.json.encode(value))
