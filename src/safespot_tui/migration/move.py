"""From one phase to the next or the one before, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from safespot_tui.migration.phases import Phase, phase_of


def move(connection: Connection, phase: Phase) -> None:
    """Put `phase` in place, in the open transaction."""
    config = Config()
    # A percent sign would begin a variable.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    if phase > phase_of(connection):
        command.upgrade(config, phase.revision)
    else:
        command.downgrade(config, phase.revision)
