"""Each side is told of what is written to the other."""

from alembic import op

from safespot_tui.migration import triggers

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Put the triggers on; what is there already is brought over by the backfill."""
    connection = op.get_bind()
    triggers.unguard(connection)
    triggers.put_on(connection)
    op.execute("UPDATE legacy_progress SET after_room = NULL, backfilled = false")


def downgrade() -> None:
    """Take them off. The new tables keep what they have and take in nothing."""
    connection = op.get_bind()
    triggers.take_off(connection)
    triggers.guard(connection)
    op.execute("UPDATE legacy_conversations SET checked = false")
