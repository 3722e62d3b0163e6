"""What can be set, told by the type of the settings: for messages, an example and the docs."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec
from msgspec import Struct, inspect

from safespot_tui.config.settings import Settings
from safespot_tui.i18n import _


class Described(Struct, frozen=True):
    """A type without its notes, and the notes."""

    kind: inspect.Type
    description: str = ""
    example: Any = None


class Entry(Struct, frozen=True):
    """One thing that can be set."""

    where: tuple[str, ...]
    expected: str
    default: Any
    description: str
    example: Any
    """How it may be written; for a struct's table None."""
    named: bool = False
    """Whether it is set in a table whose name is the user's: “NAME” stands for that."""


def described(kind: inspect.Type) -> Described:
    """Take a type out of its notes."""
    if not isinstance(kind, inspect.Metadata):
        return Described(kind)
    notes = cast("dict[str, Any] | None", kind.extra_json_schema) or {}  # pyright: ignore[reportUnknownMemberType]
    examples: Sequence[Any] = notes.get("examples") or [None]
    return Described(kind.type, str(notes.get("description", "")), examples[0])


def expected_words(kind: inspect.Type) -> str:
    """What a value has to be, as a sentence."""
    return _("{what} is expected.").format(what=" {} ".format(_("or")).join(_words(kind)))


def _words(kind: inspect.Type) -> list[str]:
    match kind:
        case inspect.UnionType(types=types):
            return [
                word
                for each in types
                if not isinstance(each, inspect.NoneType)
                for word in _words(each)
            ]
        case inspect.EnumType(cls=cls):
            return [f"“{each.value}”" for each in cls]
        case inspect.BoolType():
            return ["true", "false"]
        case inspect.IntType(ge=least, le=most):
            return [_("a number from {least} to {most}").format(least=least, most=most)]
        case inspect.VarTupleType():
            return [_("a list of texts in quotes")]
        case inspect.StructType() | inspect.DictType():
            return [_("a table")]
        case _:
            return [_("a text in quotes")]


def entries() -> Iterator[Entry]:
    """Everything that can be set, in the order of the type."""
    yield from _entries(Settings, ())


def _entries(kind: type[Struct], where: tuple[str, ...], *, named: bool = False) -> Iterator[Entry]:
    for field in cast("inspect.StructType", inspect.type_info(kind)).fields:
        told = described(field.type)
        default = field.default
        if default is msgspec.NODEFAULT:
            default = field.default_factory()
        here = (*where, field.encode_name)
        if isinstance(told.kind, inspect.StructType):
            yield from _entries(told.kind.cls, here)
        else:
            expected = " {} ".format(_("or")).join(_words(told.kind))
            yield Entry(here, expected, default, told.description, told.example, named)
            if isinstance(told.kind, inspect.DictType) and isinstance(
                held := told.kind.value_type, inspect.StructType
            ):
                yield from _entries(held.cls, (*here, "NAME"), named=True)


def example() -> str:
    """A whole file that changes nothing until a `#` is taken away."""
    lines = ["# " + _("What can be set. Take the “#” away from what you want to change.")]
    table: tuple[str, ...] = ()
    for entry in entries():
        if entry.named:
            continue  # the example of the table that it is in shows it
        *outside, key = entry.where
        holds_table = isinstance(entry.default, dict)
        header = entry.where if holds_table else tuple(outside)
        lines.append("")
        if header != table:
            table = header
            lines += [f"# [{'.'.join(table)}]", ""]
        lines.append("# " + _(entry.description))
        if holds_table:
            held = cast("dict[str, Any]", entry.example)
            lines += [f"# {_key(name)} = {_toml(value)}" for name, value in held.items()]
        else:
            value = entry.default if entry.example is None else entry.example
            lines.append(f"# {key} = {_toml(value)}")
    return "\n".join(lines)


def reference_table() -> str:
    """Everything that can be set, as a table in Markdown: docs/configuration.md holds it."""
    rows = ["| setting | value | default | what it does |", "| --- | --- | --- | --- |"]
    for entry in entries():
        is_set = entry.default not in (None, {}, (), "")
        default = f"`{_toml(entry.default)}`" if is_set else "–"
        name = ".".join(entry.where)
        rows.append(f"| `{name}` | {entry.expected} | {default} | {entry.description} |")
    return "\n".join(rows)


def _toml(value: Any) -> str:
    """A value as TOML has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + str(value) + '"'
        case dict():
            pairs = cast("dict[str, Any]", value).items()
            return "{ " + ", ".join(f"{_key(name)} = {_toml(each)}" for name, each in pairs) + " }"
        case list() | tuple():
            return "[" + ", ".join(_toml(each) for each in cast("Sequence[Any]", value)) + "]"
        case _:
            return str(value)


def _key(name: str) -> str:
    from safespot_tui.config.toml_lines import dotted

    return dotted((name,))
