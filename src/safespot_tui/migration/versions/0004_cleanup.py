"""The old tables, their views and the triggers go."""

import sqlalchemy as sa
from alembic import op

from safespot_tui.migration import views
from safespot_tui.migration.legacy_schema import ASIDE, NEW_SCHEMA

revision = "0004"
down_revision = "0003"

_FUNCTIONS = sa.text(r"""
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = to_regnamespace(:schema) AND p.proname LIKE 'legacy\_%'
""")


def upgrade() -> None:
    """Keep the map from old rooms, and the report of what was awkward."""
    connection = op.get_bind()
    for table in reversed(views.TABLES):
        views.drop(connection, table)
        op.execute(f"DROP TABLE {ASIDE}.{table}")
    # The triggers that call them go with them.
    for function in connection.scalars(_FUNCTIONS, {"schema": NEW_SCHEMA}).all():
        op.execute(f"DROP FUNCTION {function} CASCADE")
    for table in ("legacy_conversations", "legacy_accounts"):
        op.execute(f"DROP TABLE {table}")
    op.execute(f"DROP SCHEMA {ASIDE}")


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError
