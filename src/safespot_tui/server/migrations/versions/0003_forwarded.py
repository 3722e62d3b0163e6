"""Messages that were forwarded say so."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What is there was not forwarded."""
    forwarded = sa.Column("forwarded", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("messages", forwarded)
