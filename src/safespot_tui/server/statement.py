"""Statements that are put together once and run by the database's driver itself.

SQLAlchemy says what they are, in the words of either engine, and what becomes of their values; it
takes longer for running one, though, than SQLite for answering it. What every send and every batch
of a stream asks goes this way.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Select,
    String,
    Text,
    TypeDecorator,
    UpdateBase,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

Convert = Callable[[Any], Any]
Asked = Select[*tuple[Any, ...]] | UpdateBase


class _Ids(TypeDecorator[Sequence[str]]):
    """Any number of ids as one value: an array, or a text in JSON where there are no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        as_value: Any = ARRAY(String) if _has_arrays(dialect) else Text()
        return dialect.type_descriptor(as_value)

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return ids if _has_arrays(dialect) else json.dumps(ids)


class Among(ColumnElement[bool]):
    """Whether a column is one of the ids of that parameter, however many there are.

    `in_` would be another statement for each number of them.
    """

    inherit_cache = False

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        self.column = column
        self.ids = bindparam(name, type_=_Ids())


@compiles(Among)
def _among(element: Among, compiler: Any, **options: Any) -> str:
    if _has_arrays(compiler.dialect):
        return compiler.process(element.column == any_(element.ids), **options)
    each = func.json_each(element.ids).table_valued("value")
    return compiler.process(element.column.in_(select(each.c.value)), **options)


def _has_arrays(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"


class _Compiled(Struct, frozen=True):
    """A statement in the words of one engine."""

    sql: str
    names: Sequence[str] | None
    """In the order of its marks; None where they have names."""
    constants: Mapping[str, Any]
    bind: Mapping[str, Convert]
    rows: Callable[[Sequence[Sequence[Any]]], list[Any]]
    gives_rows: bool


class Statement:
    """A `select`, `insert` or `update` whose values are all parameters."""

    def __init__(self, statement: Asked) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Its rows, by the names of their columns. Raises `DBAPIError`, as SQLAlchemy does."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect)
        given = {**compiled.constants, **values}
        for name, convert in compiled.bind.items():
            given[name] = convert(given[name])
        names = compiled.names
        driver: Any = connection.connection.driver_connection
        try:
            found = driver.execute(
                compiled.sql, given if names is None else [given[name] for name in names]
            )
            return compiled.rows(found.fetchall()) if compiled.gives_rows else []
        except dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_tells(connection, compiled.sql, error) from error

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Its first row, or None."""
        rows = self.run(connection, values)
        return rows[0] if rows else None


def _compile(statement: Asked, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    columns = list(statement.exported_columns.values())
    bind = {
        name: convert
        for parameter, name in compiled.bind_names.items()
        if (convert := parameter.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    names = compiled.positiontup if compiled.positional else None
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    rows = _rows(columns, dialect)
    return _Compiled(str(compiled), names, constants, bind, rows, bool(columns))


def _rows(columns: Sequence[Any], dialect: Dialect) -> Callable[[Sequence[Sequence[Any]]], Any]:
    make = namedtuple("Row", [column.key for column in columns])._make  # pyright: ignore
    converts = [
        (place, convert)
        for place, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
    ]
    if not converts:
        return lambda found: list(map(make, found))

    def converted(row: Sequence[Any]) -> Any:
        values = list(row)
        for place, convert in converts:
            values[place] = convert(values[place])
        return make(values)

    return lambda found: list(map(converted, found))


def _as_sqlalchemy_tells(connection: Connection, sql: str, error: Exception) -> Exception:
    dialect, driver = connection.dialect, connection.connection.driver_connection
    is_lost = dialect.is_disconnect(error, driver, None)  # pyright: ignore[reportArgumentType]
    if is_lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
