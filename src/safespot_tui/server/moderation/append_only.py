"""Tables whose rows the database itself refuses to change or delete, whoever asks."""

from sqlalchemy import DDL, Table, event

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
)


def statements(table: str, dialect: str) -> tuple[str, ...]:
    """What protects a table, in the words of `sqlite` or `postgresql`."""
    written = _SQLITE if dialect == "sqlite" else _POSTGRESQL
    return tuple(statement.format(table=table) for statement in written)


def protect(table: Table) -> None:
    """Have `table` protected as soon as it is made."""
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(table.name, dialect):
            # DDL formats with %, which the statements must not.
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            event.listen(table, "after_create", made)
