"""The old names are views of the new tables."""

from alembic import op

from safespot_tui.migration import views

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Put the views in place."""
    views.put_in_place(op.get_bind())


def downgrade() -> None:
    """Give the names back."""
    views.take_away(op.get_bind())
