"""Stars, pinned messages, and images."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make their tables and columns."""
    op.add_column("conversations", sa.Column("pinned_message_id", sa.String(36)))
    op.add_column("messages", sa.Column("image_id", sa.String(36)))
    op.create_index("ix_messages_image", "messages", ["image_id"])
    op.create_table(
        "stars",
        sa.Column("user_id", sa.String(36), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("message_id", sa.String(36), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "message_id"),
    )
    op.create_table(
        "images",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "uploader_id", sa.String(36), sa.ForeignKey("users.id"), nullable=False, index=True
        ),
        sa.Column("upload_sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "image_contents",
        sa.Column("image_id", sa.String(36), sa.ForeignKey("images.id"), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
