"""Messages, rooms and people as the API shows them."""

from typing import Any

from .state import Message, Person, Report, Room, State

Row = dict[str, Any]


def message(it: Message) -> Row:
    """The bare row of the table."""
    return {
        "id": it.id,
        "room_id": None,
        "sender_id": it.sender_id,
        "content": it.content,
        "type": it.type,
        "is_read": it.is_read,
        "created_at": it.created_at,
        "conversation_id": it.room_id,
        "is_edited": it.is_edited,
        "read_at": it.read_at,
        "caption": it.caption,
        "is_delivered": it.is_delivered,
        "delivered_at": it.delivered_at,
        "reply_to_id": it.reply_to_id,
        "edited_at": it.edited_at,
        "reactions": {emoji: list(people) for emoji, people in it.reactions.items()},
    }


def message_with_sender(state: State, it: Message) -> Row:
    sender = state.people[it.sender_id]
    return {**message(it), "sender_alias": sender.alias, "sender_avatar": sender.avatar_url}


def message_sent(state: State, it: Message) -> Row:
    """With what it replies to, if that is known."""
    row = message_with_sender(state, it)
    quoted = state.messages.get(it.reply_to_id) if it.reply_to_id else None
    return row | _quoted(state, quoted) if quoted else row


def message_in_history(state: State, it: Message, reader_id: str) -> Row:
    quoted = state.messages.get(it.reply_to_id) if it.reply_to_id else None
    starred = (reader_id, it.id) in state.stars
    row = message_with_sender(state, it)
    return {**row, **_quoted(state, quoted), "is_starred": starred}


def _quoted(state: State, quoted: Message | None) -> Row:
    return {
        "reply_to_content": quoted and quoted.content,
        "reply_to_type": quoted and quoted.type,
        "reply_to_sender_alias": quoted and state.people[quoted.sender_id].alias,
        "reply_to_sender_id": quoted and quoted.sender_id,
    }


def message_in_catchup(it: Message) -> Row:
    return {
        "id": it.id,
        "conversation_id": it.room_id,
        "sender_id": it.sender_id,
        "content": it.content,
        "type": it.type,
        "created_at": it.created_at,
        "is_read": it.is_read,
        "is_delivered": it.is_delivered,
    }


def _room(state: State, it: Room) -> Row:
    report = state.reports.get(it.report_id) if it.report_id else None
    return {
        "id": it.id,
        "report_id": it.report_id,
        "type": "dm",
        "last_message_at": it.last_message_at,
        "metadata": {},
        "created_at": it.created_at,
        "pinned_message_id": it.pinned_message_id,
        "report_title": report and report.title,
        "report_category": report and report.category,
    }


def _other(state: State, it: Room, reader_id: str) -> Row:
    others = it.others(reader_id)
    other = state.people[others[0]] if others else None
    return {
        "other_participant_alias": other and other.alias,
        "other_participant_avatar": other and other.avatar_url,
        "other_participant_id": other and other.id,
        "other_participant_last_seen": other and other.last_seen_at,
    }


def room_created(state: State, it: Room, reader_id: str) -> Row:
    return {**_room(state, it), **_other(state, it, reader_id), "unread_count": 0}


def room_listed(state: State, it: Room, reader_id: str, *, is_online: bool) -> Row:
    mine = it.members[reader_id]
    messages = state.messages_of(it.id)
    last = messages[-1] if messages else None
    unread = (
        m for m in messages if m.sender_id != reader_id and not (m.is_read and m.is_delivered)
    )
    return {
        **_room(state, it),
        "last_message_at": last.created_at if last else it.last_message_at,
        "is_pinned": mine.is_pinned,
        "is_archived": mine.is_archived,
        "is_manually_unread": mine.is_manually_unread,
        **_other(state, it, reader_id),
        "last_message_content": last and last.content,
        "last_message_type": last and last.type,
        "last_message_sender_id": last and last.sender_id,
        "unread_count": sum(1 for _ in unread),
        "is_online": is_online,
    }


def _counts(it: Person) -> Row:
    return {
        "anonymous_id": it.id,
        "created_at": it.created_at,
        "last_active_at": it.last_active_at,
        "total_reports": 0,
        "total_comments": 0,
        "total_votes": 0,
        "points": 0,
        "level": 1,
    }


_NOWHERE: Row = {"current_city": None, "current_province": None, "last_geo_update": None}


def profile(it: Person) -> Row:
    return {
        **_counts(it),
        "avatar_url": it.avatar_url,
        "alias": it.alias,
        "is_official": it.is_official,
        "role": it.role,
        **_NOWHERE,
        "recent_reports": [],
    }


def profile_changed(state: State, it: Person) -> Row:
    return {
        **_counts(it),
        "alias": it.alias,
        "avatar_url": it.avatar_url,
        "theme": it.theme,
        "accent_color": it.accent_color,
        "role": it.role,
        "is_official": it.is_official,
        **_NOWHERE,
        "followers_count": _followers(state, it),
        "following_count": len(it.follows),
        "last_seen_at": it.last_seen_at,
        "interest_radius_meters": it.interest_radius_meters,
    }


def profile_public(state: State, it: Person, reader: Person | None) -> Row:
    return {
        "anonymous_id": it.id,
        "alias": it.alias,
        "avatar_url": it.avatar_url,
        "level": 1,
        "points": 0,
        "total_reports": 0,
        "created_at": it.created_at,
        "role": it.role,
        "is_official": it.is_official,
        "badges": [],
        "stats": {
            "trust_score": 50,
            "upvotes_received": 0,
            "active_days_30": 0,
            "followers_count": _followers(state, it),
            "following_count": len(it.follows),
            "is_following": reader is not None and it.id in reader.follows,
        },
        "recent_reports": [],
    }


def person_found(it: Person) -> Row:
    return {"alias": it.alias, "avatar_url": it.avatar_url, "anonymous_id": it.id}


def person_listed(it: Person, reader: Person) -> Row:
    personal = reader.personal_aliases.get(it.id)
    return {
        "anonymous_id": it.id,
        "alias": it.alias,
        "global_alias": it.alias,
        "personal_alias": personal,
        "display_alias": personal or it.alias,
        "avatar_url": it.avatar_url,
        "level": 1,
        "points": 0,
        "is_official": it.is_official,
        "last_active_at": it.last_active_at,
    }


def _followers(state: State, it: Person) -> int:
    return sum(it.id in person.follows for person in state.people.values())


def report(state: State, it: Report) -> Row:
    owner = state.people[it.owner_id]
    return {
        "id": it.id,
        "anonymous_id": it.owner_id,
        "title": it.title,
        "description": it.description,
        "category": it.category,
        "zone": it.zone,
        "address": it.address,
        "latitude": it.latitude,
        "longitude": it.longitude,
        "status": it.status,
        "upvotes_count": it.upvotes_count,
        "comments_count": 0,
        "created_at": it.created_at,
        "updated_at": it.created_at,
        "last_edited_at": None,
        "incident_date": it.created_at,
        "image_urls": [],
        "is_hidden": it.is_hidden,
        "deleted_at": it.deleted_at,
        "avatar_url": owner.avatar_url,
        "alias": owner.alias,
        "is_favorite": False,
        "is_flagged": False,
        "is_liked": False,
    }
