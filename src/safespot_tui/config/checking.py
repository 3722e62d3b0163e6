"""What is wrong with the settings, and where. Imported only when something is."""

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from msgspec import inspect

from safespot_tui.config.reference import described, expected_words
from safespot_tui.i18n import _

Problem = tuple[tuple[str, ...], str]
"""Where it is, and a sentence that says what is expected there."""


def first_problem(table: Mapping[str, Any], kind: type[msgspec.Struct]) -> Problem:
    """The first value of `table` that does not fit the struct `kind`."""
    return _of_struct(table, inspect.type_info(kind), ()) or ((), _("this cannot be read."))


def _of_struct(
    table: Mapping[str, Any], kind: inspect.Type, where: tuple[str, ...]
) -> Problem | None:
    fields = {field.encode_name: field.type for field in cast("inspect.StructType", kind).fields}
    for key, value in table.items():
        if key not in fields:
            names = ", ".join(fields)
            problem = _("there is no such setting; there are {names}.").format(names=names)
            return (*where, key), problem
        if (found := _of_value(value, fields[key], (*where, key))) is not None:
            return found
    return None


def _of_value(value: Any, kind: inspect.Type, where: tuple[str, ...]) -> Problem | None:
    plain = described(kind).kind
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        if isinstance(plain, inspect.StructType):
            return _of_struct(held, plain, where)
        if isinstance(plain, inspect.DictType):
            found = (_of_value(each, plain.value_type, (*where, key)) for key, each in held.items())
            return next((problem for problem in found if problem is not None), None)
    return None if _fits(value, plain) else (where, expected_words(plain))


def _fits(value: Any, kind: inspect.Type) -> bool:
    """Whether a value that is no table is one of `kind`."""
    match kind:
        case inspect.UnionType(types=types):
            return any(_fits(value, each) for each in types)
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType(ge=least, le=most):
            return (
                isinstance(value, int)
                and not isinstance(value, bool)
                and (least is None or value >= least)
                and (most is None or value <= most)
            )
        case inspect.EnumType(cls=cls):
            return value in {each.value for each in cls}
        case inspect.VarTupleType(item_type=item):
            return isinstance(value, list) and all(
                _fits(each, item) for each in cast("list[Any]", value)
            )
        case _:
            return False
