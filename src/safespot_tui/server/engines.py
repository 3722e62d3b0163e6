"""Which engine an address asks for."""

from safespot_tui.server.database import Database
from safespot_tui.server.database_address import address_of


def database_for(url: str) -> Database:
    """The database of that address, not opened yet. Raises `ValueError` for one we cannot use."""
    match address_of(url).get_backend_name():
        case "sqlite":
            from safespot_tui.server.sqlite.database import SqliteDatabase

            return SqliteDatabase(url)
        case "postgresql" | "postgres":
            from safespot_tui.server.postgresql.database import PostgresDatabase

            return PostgresDatabase(url)
        case _:
            raise ValueError("only sqlite:// and postgresql:// databases are supported")
