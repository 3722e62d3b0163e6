"""Large conversations have a log of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """No conversation has one yet: each begins with the next message."""
    op.add_column("conversation_members", sa.Column("log_from", sa.BigInteger))
    op.add_column("conversation_members", sa.Column("shown_read_message_id", sa.String(36)))
    op.add_column("conversation_members", sa.Column("shown_read_position", sa.Integer))
    log_from = sa.column("log_from", sa.BigInteger)
    present = sa.column("left_at", sa.BigInteger).is_(None)
    apart = log_from.is_(None) | sa.column("archived", sa.Boolean).is_(True)
    _index("ix_members_follows", "user_id", log_from.is_not(None) & present)
    _index("ix_members_told_apart", "conversation_id", present & apart)
    op.create_table(
        "conversation_logs",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("head_seq", sa.BigInteger, nullable=False),
        sa.Column("floor_seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "conversation_events",
        sa.Column("log", sa.Integer, sa.ForeignKey("conversation_logs.number"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=False),
        sa.Column("origin_client_id", sa.String(64)),
        sa.Column("created_at", sa.BigInteger, nullable=False, index=True),
        sa.PrimaryKeyConstraint("log", "seq"),
    )


def _index(name: str, column: str, where: sa.ColumnElement[bool]) -> None:
    op.create_index(
        name, "conversation_members", [column], sqlite_where=where, postgresql_where=where
    )
