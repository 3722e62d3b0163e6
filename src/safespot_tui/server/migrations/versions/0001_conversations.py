"""People, conversations, messages, and the log of events."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables that the first version had."""
    op.create_table("schema_version", sa.Column("version", sa.Integer, primary_key=True))
    op.create_table(
        "users",
        _id("id", primary_key=True),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("alias_key", sa.Text, nullable=False, unique=True),
        _moment("created_at", nullable=False),
    )
    op.create_table(
        "accounts",
        _id("user_id", sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("email", sa.Text, nullable=False, unique=True),
        sa.Column("password_hash", sa.Text, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        _id("user_id", sa.ForeignKey("users.id"), nullable=False, index=True),
        _moment("created_at", nullable=False),
    )
    op.create_table(
        "reports",
        _id("id", primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        _id("created_by", sa.ForeignKey("users.id"), nullable=False),
        _moment("created_at", nullable=False),
    )
    op.create_table(
        "conversations",
        _id("id", primary_key=True),
        sa.Column("type", sa.String(8), nullable=False),
        _id("report_id", sa.ForeignKey("reports.id")),
        sa.Column("metadata", sa.JSON, nullable=False),
        _moment("created_at", nullable=False),
        _id("last_message_id"),
        _moment("last_message_at"),
        _moment("active_at", nullable=False),
        sa.Column("head_position", sa.Integer, nullable=False),
        sa.Column("pair_key", sa.String(120), unique=True),
    )
    op.create_table(
        "conversation_members",
        _id("conversation_id", sa.ForeignKey("conversations.id"), nullable=False),
        _id("user_id", sa.ForeignKey("users.id"), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        _moment("joined_at", nullable=False),
        _moment("left_at"),
        _id("last_read_message_id"),
        sa.Column("read_position", sa.Integer, nullable=False),
        sa.Column("delivered_position", sa.Integer, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        _moment("muted_until"),
        sa.Column("marked_unread", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "user_id"),
    )
    op.create_index("ix_members_user", "conversation_members", ["user_id", "left_at"])
    op.create_table(
        "messages",
        _id("id", primary_key=True),
        _id("conversation_id", sa.ForeignKey("conversations.id"), nullable=False),
        _id("sender_id", sa.ForeignKey("users.id")),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("type", sa.String(8), nullable=False),
        _moment("created_at", nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        _id("client_message_id"),
        sa.Column("request_sha256", sa.String(64)),
        _id("reply_to_id"),
        _moment("edited_at"),
        _moment("deleted_at"),
        sa.Column("notice", sa.JSON),
        sa.UniqueConstraint("sender_id", "client_message_id"),
        sa.UniqueConstraint("conversation_id", "created_at"),
    )
    op.create_table(
        "reactions",
        _id("message_id", sa.ForeignKey("messages.id"), nullable=False),
        _id("user_id", sa.ForeignKey("users.id"), nullable=False),
        sa.Column("emoji", sa.Text, nullable=False),
        _moment("chosen_at", nullable=False),
        sa.PrimaryKeyConstraint("message_id", "user_id", "emoji"),
    )
    op.create_table(
        "user_streams",
        _id("user_id", sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("head_seq", sa.BigInteger, nullable=False),
        sa.Column("floor_seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "events",
        _id("user_id", sa.ForeignKey("users.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        _id("conversation_id"),
        _id("subject_id", nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.Column("origin_client_id", sa.String(64)),
        _moment("created_at", nullable=False, index=True),
        sa.PrimaryKeyConstraint("user_id", "seq"),
    )


def _id(name: str, *refers_to: sa.ForeignKey, **options: Any) -> "sa.Column[str]":
    return sa.Column(name, sa.String(36), *refers_to, **options)


def _moment(name: str, **options: Any) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, **options)
