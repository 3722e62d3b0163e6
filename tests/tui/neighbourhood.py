"""A neighbourhood that is always the same, as `neighbourhood.toml` tells it."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import Entities, HistoryPage, PresenceChanged
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message, Reaction
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, DraftPut, Restored
from safespot_tui.store.store import Store

NEIGHBOURHOOD = tomllib.loads(Path(__file__).with_name("neighbourhood.toml").read_text("utf-8"))
ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
NOW: datetime = NEIGHBOURHOOD["now"].astimezone(ZONE)
FOUNDED = NOW - timedelta(days=60)


def moment(words: str) -> datetime:
    """When `words` say, in UTC like a server tells it."""
    days, _, clock = words.rpartition(" ")
    hour, minute = map(int, clock.split(":"))
    day = NOW - timedelta(days=int(days or 0))
    return day.replace(hour=hour, minute=minute, second=0).astimezone(UTC)


def user_id(name: str) -> UserId:
    return UserId(f"u-{name}")


def messages_of(name: str, table: Mapping[str, Any]) -> Sequence[Message]:
    replies, reactions = table.get("replies", {}), table.get("reactions", {})
    return [
        Message(
            id=MessageId(f"m-{name}-{position:03}"),
            conversation_id=ConversationId(f"c-{name}"),
            sender_id=user_id(who),
            created_at=moment(when),
            content=SafeText(what),
            position=position,
            reply_to_id=MessageId(f"m-{name}-{replies[key]:03}") if key in replies else None,
            reactions=tuple(
                Reaction(SafeText(emoji), tuple(map(user_id, people)))
                for emoji, *people in reactions.get(key, ())
            ),
        )
        for position, (when, who, what) in enumerate(table["lines"], 1)
        for key in (str(position),)
    ]


def entities_of(name: str, table: Mapping[str, Any]) -> Entities:
    messages = messages_of(name, table)
    head, last = len(messages), messages[-1]
    group = "title" in table
    own = Member(
        last.conversation_id,
        user_id(NEIGHBOURHOOD["me"]),
        FOUNDED,
        Role.OWNER if group else Role.MEMBER,
        read_position=head - table.get("unread", 0),
        delivered_position=head,
        pinned=table.get("pinned", False),
        archived=table.get("archived", False),
        muted_until=NOW + timedelta(days=365) if table.get("muted") else None,
        marked_unread=table.get("marked_unread", False),
    )
    return Entities(
        conversations=(
            Conversation(
                id=last.conversation_id,
                type=ConversationType.GROUP if group else ConversationType.DM,
                created_at=FOUNDED,
                report_id=ReportId(f"r-{table['report']}") if "report" in table else None,
                name=SafeText(table.get("title", "")),
                icon=SafeText(table.get("icon", "")),
                last_message_id=last.id,
                last_message_at=last.created_at,
                head_position=head,
            ),
        ),
        members=(
            own,
            *(
                Member(
                    last.conversation_id,
                    user_id(other),
                    FOUNDED,
                    read_position=head - table.get("unseen", 0),
                    delivered_position=head,
                )
                for other in table["others"]
            ),
        ),
        messages=tuple(messages),
    )


def build_neighbourhood() -> Store:
    """The store as the archive would restore it, with the history that was loaded."""
    every = [entities_of(*item) for item in NEIGHBOURHOOD["conversations"].items()]
    store = Store()
    store.apply(
        Restored(
            user_id(NEIGHBOURHOOD["me"]),
            Entities(
                conversations=tuple(c for entities in every for c in entities.conversations),
                members=tuple(m for entities in every for m in entities.members),
                messages=tuple(m for entities in every for m in entities.messages),
                users=tuple(
                    User(user_id(name), SafeText(alias))
                    for name, alias in NEIGHBOURHOOD["people"].items()
                ),
                reports=tuple(
                    Report(ReportId(f"r-{name}"), SafeText(title), SafeText(category))
                    for name, (title, category) in NEIGHBOURHOOD["reports"].items()
                ),
            ),
        ),
        *(
            HistoryPage(entities.messages[0].conversation_id, entities.messages, False, False)
            for entities in every
        ),
        *(PresenceChanged(user_id(name), online=True) for name in NEIGHBOURHOOD["online"]),
        *(
            DraftPut(Draft(ConversationId(f"c-{name}"), text))
            for name, text in NEIGHBOURHOOD["drafts"].items()
        ),
        ConnectionPut(Connection(ConnectionState.LIVE, heard_at=NOW)),
    )
    return store
