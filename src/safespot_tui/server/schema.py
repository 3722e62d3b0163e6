"""The tables. Everything here is portable SQL; ids are UUIDs as text.

What changes here is a revision, too: see `migrations`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    literal_column,
)

from safespot_tui.domain.member import Role

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A time in UTC, stored as whole microseconds: exact, and in order in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds since 1970."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """The time those microseconds say."""
        return None if value is None else EPOCH + value * MICROSECOND


def id_column(name: str, refers_to: ForeignKey | None = None, **options: Any) -> Column[str]:
    """A column of ids: UUIDs as text."""
    references = () if refers_to is None else (refers_to,)
    return Column(name, String(36), *references, **options)


metadata = MetaData()

# Where the database stands in `migrations`; the table is Alembic's own.
alembic_version = Table(
    "alembic_version",
    metadata,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

# What servers from before Alembic look at, and refuse.
schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

users = Table(
    "users",
    metadata,
    id_column("id", primary_key=True),
    Column("alias", Text, nullable=False),
    Column("alias_key", Text, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    id_column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    # To the whole server (`auth.standing`); what somebody is in a group is in their membership.
    Column("role", String(16), nullable=False, server_default="member"),
)
# Written out, so that the engines see that it is the condition of the index.
MODERATES = accounts.c.role != literal_column("'member'")
"""Whose account has the moderator's desk (`domain.standing`)."""
Index("ix_accounts_moderates", accounts.c.role, sqlite_where=MODERATES, postgresql_where=MODERATES)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    id_column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    id_column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    id_column("id", primary_key=True),
    Column("title", Text, nullable=False),
    Column("category", Text, nullable=False),
    id_column("created_by", ForeignKey("users.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    id_column("id", primary_key=True),
    Column("type", String(8), nullable=False),
    id_column("report_id", ForeignKey("reports.id")),
    Column("metadata", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    # No foreign key: messages refer to conversations already, and the two are made together.
    id_column("last_message_id"),
    Column("last_message_at", Moment),
    Column("active_at", Moment, nullable=False),
    Column("head_position", Integer, nullable=False),
    # Two people opening the same DM at once must end in one; NULL, as groups have, never clashes.
    Column("pair_key", String(120), unique=True),
    id_column("pinned_message_id"),
    Column("locked_at", Moment),
    Column("lock_reason", Text),
)

ABOUT_A_REPORT = conversations.c.report_id.is_not(None)
"""What every moderator may see."""
Index(
    "ix_conversations_report",
    conversations.c.report_id,
    sqlite_where=ABOUT_A_REPORT,
    postgresql_where=ABOUT_A_REPORT,
)

members = Table(
    "conversation_members",
    metadata,
    id_column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    id_column("user_id", ForeignKey("users.id"), nullable=False),
    Column("role", String(8), nullable=False),
    Column("joined_at", Moment, nullable=False),
    # Those who left keep their row: their messages stay, so the others must hear of a new alias.
    Column("left_at", Moment),
    # Of an observer who was a member once: when they left, as it is again when they close it.
    Column("left_before", Moment),
    id_column("last_read_message_id"),
    Column("read_position", Integer, nullable=False),
    Column("delivered_position", Integer, nullable=False),
    Column("pinned", Boolean, nullable=False, default=False),
    Column("archived", Boolean, nullable=False, default=False),
    Column("muted_until", Moment),
    Column("marked_unread", Boolean, nullable=False, default=False),
    # Who is told through the conversation's own log, and from where on; NULL: in their own.
    Column("log_from", BigInteger),
    # How far the others are told that this member has read, where that is not told any more.
    id_column("shown_read_message_id"),
    Column("shown_read_position", Integer),
    PrimaryKeyConstraint("conversation_id", "user_id"),
    Index("ix_members_user", "user_id", "left_at"),
)
TAKES_PART = members.c.role != Role.OBSERVER
"""Who is a member to the others: nobody else is told of observers."""
HAS_TAKEN_PART = TAKES_PART | members.c.left_before.is_not(None)
"""Also who only observes it now, and wrote there once."""
FOLLOWS = members.c.log_from.is_not(None) & members.c.left_at.is_(None)
"""Who reads the log of a conversation."""
TOLD_APART = members.c.left_at.is_(None) & (
    members.c.log_from.is_(None) | members.c.archived.is_(True)
)
"""Who has to be looked at for a message in a conversation that has a log of its own."""
Index(
    "ix_members_follows",
    members.c.user_id,
    sqlite_where=FOLLOWS,
    postgresql_where=FOLLOWS,
)
Index(
    "ix_members_told_apart",
    members.c.conversation_id,
    sqlite_where=TOLD_APART,
    postgresql_where=TOLD_APART,
)

messages = Table(
    "messages",
    metadata,
    id_column("id", primary_key=True),
    id_column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    id_column("sender_id", ForeignKey("users.id")),
    Column("content", Text, nullable=False),
    Column("type", String(8), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    id_column("client_message_id"),
    # What was asked for under `client_message_id`, so that a retry is known after an edit, too.
    Column("request_sha256", String(64)),
    id_column("reply_to_id"),
    Column("forwarded", Boolean, nullable=False, server_default=false()),
    Column("edited_at", Moment),
    Column("deleted_at", Moment),
    # Why a moderator removed it; NULL: nobody did.
    Column("removal", Text),
    Column("notice", JSON(none_as_null=True)),
    # No foreign key: the image goes with its last message, whose tombstone stays.
    id_column("image_id"),
    UniqueConstraint("sender_id", "client_message_id"),
    # Also the index of every page of history, and the promise that time alone orders them.
    UniqueConstraint("conversation_id", "created_at"),
    Index("ix_messages_image", "image_id"),
)

images = Table(
    "images",
    metadata,
    id_column("id", primary_key=True),
    id_column("uploader_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("upload_sha256", String(64), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# In the database, so that one transaction says who may see an image and that it is gone, and one
# file is a whole backup. Apart from `images`, so that nobody reads megabytes to learn a size.
image_contents = Table(
    "image_contents",
    metadata,
    id_column("image_id", ForeignKey("images.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

reactions = Table(
    "reactions",
    metadata,
    id_column("message_id", ForeignKey("messages.id"), nullable=False),
    id_column("user_id", ForeignKey("users.id"), nullable=False),
    Column("emoji", Text, nullable=False),
    Column("chosen_at", Moment, nullable=False),
    PrimaryKeyConstraint("message_id", "user_id", "emoji"),
)

stars = Table(
    "stars",
    metadata,
    id_column("user_id", ForeignKey("users.id"), nullable=False),
    id_column("message_id", ForeignKey("messages.id"), nullable=False),
    # Odd: the star is there. Who took it off keeps the row, so that the count never goes back.
    Column("revision", Integer, nullable=False),
    PrimaryKeyConstraint("user_id", "message_id"),
)

user_streams = Table(
    "user_streams",
    metadata,
    id_column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("epoch", String(16), nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("floor_seq", BigInteger, nullable=False),
)

events = Table(
    "events",
    metadata,
    id_column("user_id", ForeignKey("users.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("name", String(24), nullable=False),
    id_column("conversation_id"),
    id_column("subject_id", nullable=False),
    Column("extra", JSON, nullable=False),
    Column("origin_client_id", String(64)),
    Column("created_at", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("user_id", "seq"),
)

# The log that a conversation of many has: see `conversation_log`.
conversation_logs = Table(
    "conversation_logs",
    metadata,
    # Stands for the conversation in cursors, where its id would be too long.
    Column("number", Integer, primary_key=True),
    id_column("conversation_id", ForeignKey("conversations.id"), nullable=False, unique=True),
    Column("head_seq", BigInteger, nullable=False),
    Column("floor_seq", BigInteger, nullable=False),
)

conversation_events = Table(
    "conversation_events",
    metadata,
    Column("log", Integer, ForeignKey("conversation_logs.number"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("name", String(24), nullable=False),
    id_column("subject_id", nullable=False),
    Column("extra", JSON, nullable=False),
    # Whose windows are told which of them it was.
    id_column("actor_id", nullable=False),
    Column("origin_client_id", String(64)),
    Column("created_at", Moment, nullable=False, index=True),
    PrimaryKeyConstraint("log", "seq"),
)
