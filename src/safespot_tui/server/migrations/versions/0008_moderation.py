"""The moderator's desk: cases, flags, notes, sanctions, locks, removals and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
)


def upgrade() -> None:
    """No conversation has a case yet: one begins with the next flag, or message about a report."""
    op.add_column("conversations", sa.Column("locked_at", sa.BigInteger))
    op.add_column("conversations", sa.Column("lock_reason", sa.Text))
    op.add_column("messages", sa.Column("removal", sa.Text))
    op.add_column("conversation_members", sa.Column("left_before", sa.BigInteger))
    about_a_report = sa.column("report_id", sa.String(36)).is_not(None)
    op.create_index(
        "ix_conversations_report",
        "conversations",
        ["report_id"],
        sqlite_where=about_a_report,
        postgresql_where=about_a_report,
    )
    moderates = sa.text("role != 'member'")
    op.create_index(
        "ix_accounts_moderates",
        "accounts",
        ["role"],
        sqlite_where=moderates,
        postgresql_where=moderates,
    )
    op.create_table(
        "cases",
        _id("conversation_id", "conversations.id", primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("flagged_at", sa.BigInteger),
        sa.Column("waiting_since", sa.BigInteger),
        _id("claimed_by", "users.id", nullable=True),
        sa.Column("snoozed_until", sa.BigInteger),
        sa.Column("done_at", sa.BigInteger),
        sa.Index("ix_cases_waiting", "done_at", "waiting_since"),
    )
    op.create_table(
        "flags",
        _id("id", primary_key=True),
        _id("conversation_id", "cases.conversation_id", index=True),
        _id("raised_by", "users.id"),
        _id("user_id", "users.id"),
        _id("message_id", "messages.id", nullable=True),
        sa.Column("quoted", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "case_notes",
        _id("id", primary_key=True),
        _id("conversation_id", "cases.conversation_id", index=True),
        _id("author_id", "users.id"),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sanctions",
        _id("user_id", "users.id"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "kind"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        _id("actor_id"),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        _id("conversation_id", nullable=True, index=True),
        _id("message_id", nullable=True),
        _id("user_id", nullable=True, index=True),
        sa.Column("until", sa.BigInteger),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    dialect = op.get_bind().dialect.name
    for statement in _SQLITE if dialect == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _id(
    name: str,
    refers_to: str | None = None,
    *,
    nullable: bool = False,
    primary_key: bool = False,
    index: bool = False,
) -> sa.Column[str]:
    references = () if refers_to is None else (sa.ForeignKey(refers_to),)
    return sa.Column(
        name,
        sa.String(36),
        *references,
        nullable=nullable,
        primary_key=primary_key,
        index=index,
    )
