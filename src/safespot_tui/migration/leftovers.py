"""What the old tables have that the new ones have no place for: reported before it goes."""

from sqlalchemy import Connection, text

from safespot_tui.migration.legacy_schema import COLUMNS

KIND = "left_behind"
TABLES = ("chat_rooms", "chat_messages")
"""Those that `contract` drops."""

_COLUMNS = text("""
SELECT attname FROM pg_attribute
WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
""")
_SAYS_NOTHING = "('', 'false', '0', '{}', '[]', 'null')"
_FORGET = text("DELETE FROM legacy_awkward WHERE kind = :kind")
_NOTE = text("INSERT INTO legacy_awkward VALUES (:kind, :column, :detail)")


def note(connection: Connection) -> None:
    """Write down, of each column that is not carried over, how many rows say something there."""
    connection.execute(_FORGET, {"kind": KIND})
    for table in TABLES:
        # Aside, where they are views already: the search path has that first.
        found = connection.scalars(_COLUMNS, {"table": table}).all()
        names = [name for name in found if name not in COLUMNS[table]]
        if not names:
            continue
        counts = ", ".join(
            f'count(*) FILTER (WHERE "{name}"::text NOT IN {_SAYS_NOTHING})' for name in names
        )
        row = connection.exec_driver_sql(f"SELECT {counts} FROM {table}").one()  # noqa: S608
        for name, rows in zip(names, row, strict=True):
            if rows:
                noted = {"kind": KIND, "column": f"{table}.{name}", "detail": f"{rows} rows"}
                connection.execute(_NOTE, noted)
