"""The new tables decide; reads of both are compared."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Begin to count."""
    op.execute("UPDATE legacy_progress SET compared = 0, mismatched = 0")


def downgrade() -> None:
    """What is counted says nothing any more."""
    op.execute("UPDATE legacy_progress SET compared = 0, mismatched = 0")
