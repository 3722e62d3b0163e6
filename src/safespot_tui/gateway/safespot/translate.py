"""Wire to domain. Whatever a stranger typed becomes `SafeText` here, and nowhere later.

Raises `NotUnderstood` for values that are of the right type but cannot be true.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from safespot_tui.domain.conversation import Conversation, ConversationType, Preview
from safespot_tui.domain.ids import ClientMessageId, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message, MessageType, Reaction
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import MAX_LINE_CHARACTERS, SafeText, safe_line, safe_text
from safespot_tui.domain.user import User
from safespot_tui.gateway.safespot.identifiers import (
    conversation_id,
    is_uuid,
    message_id,
    optional,
    report_id,
    user_id,
)
from safespot_tui.gateway.safespot.text import unescaped
from safespot_tui.gateway.safespot.timestamps import timestamp
from safespot_tui.gateway.safespot.wire import MessageRow, PersonRow, ReportRow, RoomRow
from safespot_tui.i18n import _

_LONG_AGO = datetime.fromtimestamp(0, UTC)


def message(
    row: MessageRow,
    me: UserId,
    *,
    position: int,
    revision: int,
    client_message_id: ClientMessageId | None = None,
) -> Message:
    """A message. `position` and `revision` are not the server's, which counts neither.

    A message of the user's own has the id that a client gave it, whatever its sender's window: so
    each window finds the row that it showed before the answer came. `client_message_id` names it
    where the server has put another id in its place.
    """
    own_id, sender = message_id(row.id), optional(user_id, row.sender_id)
    if client_message_id is None and sender == me:
        client_message_id = ClientMessageId(own_id)
    kind = _type(row.type)
    return Message(
        id=own_id,
        conversation_id=conversation_id(row.conversation_id),
        sender_id=sender,
        created_at=timestamp(row.created_at),
        content=_content(row.content, kind),
        type=kind,
        position=position,
        revision=revision,
        client_message_id=client_message_id,
        reply_to_id=optional(message_id, row.reply_to_id),
        edited_at=optional(timestamp, row.edited_at),
        reactions=reactions(row.reactions),
        caption=safe_text(row.caption or ""),
        starred=row.is_starred is True,
        delivered=row.is_delivered is True,
        read=row.is_read is True,
    )


def reactions(told: Mapping[str, Sequence[str]] | None) -> tuple[Reaction, ...]:
    """The reactions to one message, in the order they come.

    Any text is an emoji to this server, and who chose it is not checked there: what is nobody's is
    passed over, so that a single one cannot make a whole history unreadable.
    """
    made: list[Reaction] = []
    for emoji, ids in (told or {}).items():
        people = tuple(user_id(each) for each in ids if is_uuid(each.lower()))
        if people and (sign := safe_line(emoji)):
            made.append(Reaction(emoji=sign, user_ids=people))
    return tuple(made)


def alias(told: str | None) -> SafeText:
    """What somebody is called, who need not have chosen an alias."""
    return safe_line(told or "") or SafeText(_("Somebody"))


def person(row: PersonRow) -> User:
    """A person that a search found."""
    return User(id=user_id(row.anonymous_id), alias=alias(row.alias))


def sender(row: MessageRow) -> User | None:
    """Who wrote a message, where the row says what they are called."""
    if row.sender_id is None or row.sender_alias is None:
        return None
    return User(id=user_id(row.sender_id), alias=alias(row.sender_alias))


def other(row: RoomRow) -> User | None:
    """The other one of a conversation; None once they have left."""
    if row.other_participant_id is None:
        return None
    return User(id=user_id(row.other_participant_id), alias=alias(row.other_participant_alias))


def preview(row: RoomRow) -> Preview | None:
    """As much as fits a line of the last message, which the list of conversations tells whole.

    That list is asked for again and again, and a message may be of 9 MB.
    """
    if row.last_message_content is None:
        return None
    kind = _type(row.last_message_type or "text")
    return Preview(
        sender_id=optional(user_id, row.last_message_sender_id),
        content=_content(row.last_message_content[:MAX_LINE_CHARACTERS], kind),
        type=kind,
    )


def active_at(row: RoomRow) -> datetime | None:
    """When the last message was written; for an empty conversation, when it was made."""
    return optional(timestamp, row.last_message_at)


def created_at(row: RoomRow) -> datetime:
    """When a conversation was made."""
    return timestamp(row.created_at) if row.created_at else active_at(row) or _LONG_AGO


def conversation(
    row: RoomRow, *, head_position: int, last_message_id: MessageId | None = None
) -> Conversation:
    """A conversation; `head_position` is counted by us."""
    return Conversation(
        id=conversation_id(row.id),
        type=ConversationType.DM,
        created_at=created_at(row),
        report_id=optional(report_id, row.report_id),
        last_message_id=last_message_id,
        last_message_at=active_at(row),
        head_position=head_position,
        pinned_message_id=optional(message_id, row.pinned_message_id),
        preview=preview(row),
    )


def own_member(row: RoomRow, me: UserId, *, read_position: int) -> Member:
    """The user's own place in a conversation; one that was just made has no flags yet."""
    return Member(
        conversation_id=conversation_id(row.id),
        user_id=me,
        joined_at=created_at(row),
        read_position=read_position,
        pinned=row.is_pinned is True,
        archived=row.is_archived is True,
        marked_unread=row.is_manually_unread is True,
    )


def other_member(row: RoomRow) -> Member | None:
    """The other one's place in a conversation; None once they have left."""
    if row.other_participant_id is None:
        return None
    return Member(
        conversation_id=conversation_id(row.id),
        user_id=user_id(row.other_participant_id),
        joined_at=created_at(row),
    )


def room_report(row: RoomRow) -> Report | None:
    """The report that a conversation is about, as far as the list of conversations tells it."""
    if row.report_id is None:
        return None
    return Report(
        id=report_id(row.report_id),
        title=safe_line(row.report_title or ""),
        category=safe_line(row.report_category or ""),
    )


def report(row: ReportRow) -> Report:
    """A report with all that is told of it."""
    return Report(
        id=report_id(row.id),
        title=safe_line(row.title or ""),
        category=safe_line(row.category or ""),
        description=safe_text(row.description or ""),
        place=safe_line(row.address or row.zone or ""),
        status=safe_line(row.status or ""),
        author_id=optional(user_id, row.anonymous_id),
        happened_at=optional(timestamp, row.incident_date or row.created_at),
        image_urls=tuple(safe_line(url) for url in row.image_urls or ()),
    )


def _type(told: str) -> MessageType:
    """A sighting, a place, and whatever comes to be are shown by their words."""
    return MessageType.IMAGE if told == MessageType.IMAGE else MessageType.TEXT


def _content(told: object, kind: MessageType) -> SafeText:
    text = told if isinstance(told, str) else "" if told is None else str(told)
    return safe_line(text) if kind is MessageType.IMAGE else unescaped(text)
