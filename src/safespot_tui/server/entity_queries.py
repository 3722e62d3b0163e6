"""The queries that find entities, made once: SQLAlchemy takes longer to put one together than
SQLite to answer it."""

from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, select, union

from safespot_tui.server.schema import (
    TAKES_PART,
    conversations,
    images,
    members,
    messages,
    reactions,
    reports,
    stars,
    users,
)

Ids = BindParameter[Any] | Select[tuple[str]]
"""Ids that are named when it is asked, or the query that finds them."""


def _named(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


USERS = select(users).where(users.c.id.in_(_named("user_ids")))
IMAGES = select(images).where(images.c.id.in_(_named("image_ids")))


class AboutMessages:
    """What is told with messages. To be given `reader_id`, and what `ids` wants to know."""

    def __init__(self, ids: Ids) -> None:
        self.reactions = (
            select(reactions)
            .where(reactions.c.message_id.in_(ids))
            .order_by(reactions.c.chosen_at, reactions.c.user_id, reactions.c.emoji)
        )
        self.stars = select(stars.c.message_id, stars.c.revision).where(
            stars.c.user_id == bindparam("reader_id"), stars.c.message_id.in_(ids)
        )


class AboutConversations:
    """What a list of conversations shows. To be given `reader_id`, and what `ids` wants to know."""

    def __init__(self, ids: Ids) -> None:
        among = conversations.c.id.in_(ids)
        present = and_(
            members.c.conversation_id.in_(ids),
            members.c.left_at.is_(None),
            # Who observes is told of that, and nobody else is.
            TAKES_PART | (members.c.user_id == bindparam("reader_id")),
        )
        shown_ids = union(
            select(conversations.c.last_message_id).where(among),
            select(conversations.c.pinned_message_id).where(among),
        )
        shown = select(shown_ids.subquery().c[0])
        report_ids = select(conversations.c.report_id).where(among)
        self.conversations = select(conversations).where(among)
        self.members = (
            select(members).where(present).order_by(members.c.joined_at, members.c.user_id)
        )
        self.users = select(users).where(users.c.id.in_(select(members.c.user_id).where(present)))
        self.messages = select(messages).where(messages.c.id.in_(shown))
        self.reports = select(reports).where(reports.c.id.in_(report_ids))
        self.about_messages = AboutMessages(shown)


NAMED_MESSAGES = AboutMessages(_named("message_ids"))
NAMED_CONVERSATIONS = AboutConversations(_named("conversation_ids"))
READERS_CONVERSATIONS = AboutConversations(
    select(members.c.conversation_id).where(
        members.c.user_id == bindparam("reader_id"), members.c.left_at.is_(None)
    )
)
"""All that the reader is in now."""
