"""What Alembic runs to bring a database forward; `upgrade` hands it the connection."""

from alembic import context

from safespot_tui.server.tables import metadata

# A transaction is open already, and is committed by who opened it: all revisions, or none.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
