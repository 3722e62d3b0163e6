"""What must have happened between two snapshots: the events that lead from one to the other."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct, structs

from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationCreated,
    ConversationUpdated,
    Entities,
    Event,
    MemberChanges,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageDeleted,
    MessageUpdated,
    PresenceChanged,
    Snapshot,
    UserChanges,
    UserUpdated,
)
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message

ChangesT = TypeVar("ChangesT", ConversationChanges, MemberChanges, MessageChanges, UserChanges)


def events_between(before: Snapshot, after: Snapshot) -> list[Event]:
    """What led from `before` to `after`, but for messages that were written meanwhile."""
    events: list[Event] = []
    was, now = _by_id(before), _by_id(after)
    users = {user.id: user for user in before.entities.users}
    events += (
        UserUpdated(user.id, changes)
        for user in after.entities.users
        if (changes := _changes(UserChanges, users.get(user.id), user)) is not None
    )
    events += (MemberLeft(each, after.me) for each in was.keys() - now.keys())
    members = _members(before.entities), _members(after.entities)
    for conversation_id, conversation in now.items():
        if conversation_id not in was:
            events.append(ConversationCreated(conversation, _around(after.entities, conversation)))
            continue
        changes = _changes(ConversationChanges, was[conversation_id], conversation)
        if changes is not None:
            changes = ConversationChanges(
                changes.name, changes.icon, pinned_message_id=changes.pinned_message_id
            )
            events.append(ConversationUpdated(conversation_id, changes))
        events += _member_events(
            members[0].get(conversation_id, {}), members[1].get(conversation_id, {}), after
        )
    events += message_events(before.entities.messages, after.entities.messages)
    events += (PresenceChanged(each, online=True) for each in {*after.online} - {*before.online})
    events += (PresenceChanged(each, online=False) for each in {*before.online} - {*after.online})
    return events


def message_events(before: Iterable[Message], after: Iterable[Message]) -> list[Event]:
    """What happened to messages that are in both."""
    held = {message.id: message for message in before}
    events: list[Event] = []
    for message in after:
        was = held.get(message.id)
        if was is None or was == message:
            continue
        where, revision = message.conversation_id, message.revision
        if message.deleted_at is not None:
            events.append(MessageDeleted(message.id, where, message.deleted_at, revision))
        elif (changes := _changes(MessageChanges, was, message)) is not None:
            changes = structs.replace(changes, revision=revision)
            events.append(MessageUpdated(message.id, where, changes))
    return events


def _member_events(
    was: Mapping[UserId, Member], now: Mapping[UserId, Member], after: Snapshot
) -> Iterable[Event]:
    for user_id, member in now.items():
        if user_id not in was:
            users = tuple(user for user in after.entities.users if user.id == user_id)
            yield MemberJoined(member, Entities(users=users))
        elif (changes := _changes(MemberChanges, was[user_id], member)) is not None:
            yield MemberUpdated(member.conversation_id, user_id, changes)
    for user_id in was.keys() - now.keys():
        yield MemberLeft(was[user_id].conversation_id, user_id)


def _changes(kind: type[ChangesT], was: Struct | None, now: Struct) -> ChangesT | None:
    """Those fields of `kind` that are otherwise now; None where it was not known, or none is."""
    if was is None:
        return None
    names = [field.name for field in structs.fields(kind)]
    fields = {
        name: getattr(now, name) for name in names if getattr(was, name) != getattr(now, name)
    }
    return kind(**fields) if fields else None


def _around(entities: Entities, conversation: Conversation) -> Entities:
    """What belongs to one conversation."""
    members = tuple(one for one in entities.members if one.conversation_id == conversation.id)
    return Entities(
        conversations=(conversation,),
        members=members,
        messages=tuple(one for one in entities.messages if one.conversation_id == conversation.id),
        users=entities.users,
        reports=entities.reports,
    )


def _by_id(snapshot: Snapshot) -> dict[ConversationId, Conversation]:
    return {one.id: one for one in snapshot.entities.conversations}


def _members(entities: Entities) -> dict[ConversationId, dict[UserId, Member]]:
    members: dict[ConversationId, dict[UserId, Member]] = {}
    for member in entities.members:
        members.setdefault(member.conversation_id, {})[member.user_id] = member
    return members
