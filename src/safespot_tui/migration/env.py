"""What Alembic runs to move from one phase to another; `move` hands it the connection."""

from alembic import context

from safespot_tui.migration.phases import VERSION_TABLE

# A transaction is open already, and is committed by who opened it: the whole phase, or nothing.
context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
