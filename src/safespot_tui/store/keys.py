"""Query keys: the names under which values of the store are read and watched.

The first four are spelled as in the proposal.
"""

from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId

Key = tuple[str, ...]

INBOX: Key = ("conversations", "list")
OUTBOX: Key = ("outbox",)
CONNECTION: Key = ("connection",)
ACCOUNT: Key = ("account",)
PROGRESS: Key = ("progress",)
CASES: Key = ("cases", "list")
SILENT: Key = ("silent",)


def conversation(conversation_id: ConversationId) -> Key:
    """The conversation itself, and what of it is the user's own: unread, flags."""
    return "conversations", "detail", conversation_id


def message(message_id: MessageId) -> Key:
    """One message."""
    return "messages", "detail", message_id


def timeline(conversation_id: ConversationId) -> Key:
    """The rows of a conversation: which, and in what order."""
    return "conversations", "messages", conversation_id


def members(conversation_id: ConversationId) -> Key:
    """Who is in a conversation, and how far each has read."""
    return "members", conversation_id


def member(conversation_id: ConversationId, user_id: UserId) -> Key:
    """One person's place in a conversation."""
    return "members", conversation_id, user_id


def user(user_id: UserId) -> Key:
    """A person."""
    return "users", user_id


def report(report_id: ReportId) -> Key:
    """A report."""
    return "reports", report_id


def case(conversation_id: ConversationId) -> Key:
    """A conversation as the moderators' work."""
    return "cases", "detail", conversation_id


def typing(conversation_id: ConversationId) -> Key:
    """Who types in a conversation."""
    return "typing", conversation_id


def presence(user_id: UserId) -> Key:
    """Whether a person is online."""
    return "presence", user_id


def draft(conversation_id: ConversationId) -> Key:
    """What the user has typed in a conversation and not sent."""
    return "drafts", conversation_id
