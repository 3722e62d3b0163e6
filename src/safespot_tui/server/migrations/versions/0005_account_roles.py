"""Accounts that may do more than others."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Who is there already is a plain member."""
    role = sa.Column("role", sa.String(16), nullable=False, server_default="member")
    op.add_column("accounts", role)
