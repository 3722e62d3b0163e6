"""Whether something is so in what a client knows.

Values are told in words, as tapes write them: `true`, `none`, `read`, `3`, the time as ISO 8601
has it.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from safespot_tui.stage.tape.commands import ExpectStore, Operator
from safespot_tui.stage.tape.tables import TABLES, Table
from safespot_tui.store.store import Store

COUNT = "count"
"""How many things there are; every table has it."""


class Told(Struct, frozen=True):
    """What is so, beside what was expected."""

    holds: bool
    value: str | None
    """None where there is nothing of the kind."""


def told(store: Store, expected: ExpectStore) -> Told:
    """Whether it is so in a store; names in it have become aliases before. Raises `KeyError`."""
    table = TABLES[expected.table]
    found = table.find(store, expected.subjects)
    if expected.field == COUNT:
        return Told(_holds(int, len(found), expected), str(len(found)))
    field = table.fields[expected.field]
    if not found:
        return Told(holds=False, value=None)
    value = field.read(store, found)
    return Told(_holds(field.type, value, expected), _words(value))


def type_of(table: Table, field: str) -> type:
    """What a field's values are. Raises `KeyError`."""
    return int if field == COUNT else table.fields[field].type


def _holds(kind: type, value: object, expected: ExpectStore) -> bool:
    here, there = _words(value), expected.value
    match expected.operator:
        case Operator.CONTAINS:
            return there in here
        case Operator.MATCHES:
            return re.search(there, here) is not None
        case Operator.EQUAL:
            return here == there
        case Operator.UNEQUAL:
            return here != there
        case Operator.LESS:
            return value is not None and _order(kind, here) < _order(kind, there)
        case Operator.AT_MOST:
            return value is not None and _order(kind, here) <= _order(kind, there)
        case Operator.MORE:
            return value is not None and _order(kind, here) > _order(kind, there)
        case Operator.AT_LEAST:
            return value is not None and _order(kind, here) >= _order(kind, there)


def _order(kind: type, words: str) -> Any:
    """What is compared: the further along an enumeration, the more."""
    if issubclass(kind, StrEnum):
        return list(kind).index(kind(words))
    return int(words) if kind is int else words


def _words(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat()
        case tuple():
            values: tuple[object, ...] = value  # pyright: ignore[reportUnknownVariableType]
            return ", ".join(map(_words, values))
        case _:
            return str(value)
