"""The tables of the moderator's desk."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from safespot_tui.server.moderation import append_only
from safespot_tui.server.schema import Moment, id_column, metadata

# What is known of a conversation as the moderators' work. One that belongs to a report is a case
# without a row, too: nobody has written there since there are cases.
cases = Table(
    "cases",
    metadata,
    id_column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Moderators who are not in the conversation see it for this, or for its report.
    Column("flagged_at", Moment),
    Column("waiting_since", Moment),
    id_column("claimed_by", ForeignKey("users.id")),
    Column("snoozed_until", Moment),
    Column("done_at", Moment),
    Index("ix_cases_waiting", "done_at", "waiting_since"),
)

flags = Table(
    "flags",
    metadata,
    id_column("id", primary_key=True),
    id_column("conversation_id", ForeignKey("cases.conversation_id"), nullable=False, index=True),
    id_column("raised_by", ForeignKey("users.id"), nullable=False),
    id_column("user_id", ForeignKey("users.id"), nullable=False),
    id_column("message_id", ForeignKey("messages.id")),
    Column("quoted", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

notes = Table(
    "case_notes",
    metadata,
    id_column("id", primary_key=True),
    id_column("conversation_id", ForeignKey("cases.conversation_id"), nullable=False, index=True),
    id_column("author_id", ForeignKey("users.id"), nullable=False),
    Column("content", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# A row whose time is over says nothing any more.
sanctions = Table(
    "sanctions",
    metadata,
    id_column("user_id", ForeignKey("users.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("user_id", "kind"),
)

# No foreign keys: what it names may go, and it stays.
audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    id_column("actor_id", nullable=False),
    Column("action", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    id_column("conversation_id", index=True),
    id_column("message_id"),
    id_column("user_id", index=True),
    Column("until", Moment),
    Column("sha256", String(64), nullable=False),
)
append_only.protect(audit)
