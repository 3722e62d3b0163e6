"""The statements that run in the database, by what they are about."""

from collections.abc import Iterable
from importlib.resources import files

from sqlalchemy import Connection

FUNCTIONS = ("common", "people", "accounts", "choices", "rooms", "forward", "backward")
BOOKKEEPING = "bookkeeping"


def run(connection: Connection, names: Iterable[str]) -> None:
    """Run files of this folder, whole, in the open transaction."""
    for name in names:
        text = (
            files("safespot_tui.migration.sql").joinpath(f"{name}.sql").read_text(encoding="utf-8")
        )
        # The driver would take percent signs for places of parameters if it were given any.
        driver = connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("the connection is closed")
        driver.execute(text)
