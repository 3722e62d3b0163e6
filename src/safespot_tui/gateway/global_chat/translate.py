"""Wire to domain. Whatever a stranger typed becomes `SafeText` here, and nowhere later.

Raises `NotUnderstood` for values that are of the right type but cannot be true.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from safespot_tui.contract.entities import (
    ConversationModel,
    EntitiesModel,
    ImageModel,
    MemberModel,
    MessageModel,
    NoticeModel,
    ReactionModel,
    ReportModel,
    UserModel,
)
from safespot_tui.contract.moderation import (
    AccountModel,
    AuditModel,
    CaseModel,
    FlagModel,
    LockModel,
    NoteModel,
    SanctionModel,
)
from safespot_tui.domain.account import Account
from safespot_tui.domain.audit import AuditEntry
from safespot_tui.domain.case import Case, Flag, Flagged, Note
from safespot_tui.domain.conversation import Conversation, Lock
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    FlagId,
    MessageId,
    NoteId,
    OriginClientId,
    ReportId,
    SearchCursor,
    UserId,
)
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message, MessageType, Notice, Reaction
from safespot_tui.domain.report import Report
from safespot_tui.domain.sanction import Sanction
from safespot_tui.domain.text import SafeText, safe_line, safe_text
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import NotUnderstood, Rejected
from safespot_tui.i18n import _

WireT = TypeVar("WireT")
DomainT = TypeVar("DomainT")

YEARS = range(1970, 9000)
"""Times outside cannot be shown in every time zone."""
_IMAGES = "/images/"
_LONGEST_SHOWN = 200
MAX_COUNT = 2**53
"""The largest number that every JSON reader takes."""


def not_understood() -> NotUnderstood:
    """For an answer that does not have the shape of the contract."""
    return NotUnderstood(_("The server's answer was not understood. Is this client up to date?"))


def identifier(text: str | None) -> str:
    """`text`, if it can stand in a header, in a path and on a screen as it is."""
    if not text or not text.isascii() or not text.isprintable():
        raise not_understood()
    return text


def user_id(text: str | None) -> UserId:
    """A person's id."""
    return UserId(identifier(text))


def conversation_id(text: str | None) -> ConversationId:
    """A conversation's id."""
    return ConversationId(identifier(text))


def message_id(text: str | None) -> MessageId:
    """A message's id."""
    return MessageId(identifier(text))


def report_id(text: str | None) -> ReportId:
    """A report's id."""
    return ReportId(identifier(text))


def client_message_id(text: str | None) -> ClientMessageId:
    """The id that a sender gave a message."""
    return ClientMessageId(identifier(text))


def origin(text: str) -> OriginClientId:
    """The window in which something was done."""
    return OriginClientId(identifier(text))


def cursor(text: str) -> Cursor:
    """A cursor, fit to be sent back in a header."""
    return Cursor(identifier(text))


def search_cursor(text: str) -> SearchCursor:
    """A place among hits, fit to be sent back in an address."""
    return SearchCursor(identifier(text))


def moment(time: datetime) -> datetime:
    """`time` in UTC, which it is taken for when it does not say."""
    if time.year not in YEARS:
        raise not_understood()
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def count(number: int) -> int:
    """A position or a revision."""
    if not 0 <= number <= MAX_COUNT:
        raise not_understood()
    return number


def optional(translate: Callable[[WireT], DomainT], value: WireT | None) -> DomainT | None:
    """`value` translated, if there is one."""
    return None if value is None else translate(value)


def found(models: Mapping[str, WireT], ids: Iterable[str]) -> list[WireT]:
    """The entities that an answer promises, in the order of `ids`."""
    try:
        return [models[each] for each in ids]
    except KeyError:
        raise not_understood() from None


def user(model: UserModel) -> User:
    """A person."""
    return User(id=user_id(model.id), alias=safe_line(model.alias))


def report(model: ReportModel) -> Report:
    """A report."""
    return Report(
        id=report_id(model.id),
        title=safe_line(model.title),
        category=safe_line(model.category),
    )


def conversation(model: ConversationModel) -> Conversation:
    """A conversation."""
    return Conversation(
        id=conversation_id(model.id),
        type=model.type,
        created_at=moment(model.created_at),
        report_id=optional(report_id, model.report_id),
        name=safe_line(model.metadata.name),
        icon=safe_line(model.metadata.icon),
        last_message_id=optional(message_id, model.last_message_id),
        last_message_at=optional(moment, model.last_message_at),
        head_position=count(model.head_position),
        pinned_message_id=optional(message_id, model.pinned_message_id),
        lock=optional(lock, model.lock),
    )


def lock(model: LockModel) -> Lock:
    """Why nobody may write in a conversation."""
    return Lock(reason=safe_text(model.reason), locked_at=moment(model.locked_at))


def member(model: MemberModel) -> Member:
    """A membership."""
    return Member(
        conversation_id=conversation_id(model.conversation_id),
        user_id=user_id(model.user_id),
        joined_at=moment(model.joined_at),
        role=model.role,
        last_read_message_id=optional(message_id, model.last_read_message_id),
        read_position=count(model.read_position),
        delivered_position=count(model.delivered_position),
        pinned=model.pinned,
        archived=model.archived,
        muted_until=optional(moment, model.muted_until),
        marked_unread=model.marked_unread,
    )


def image_address(model: ImageModel) -> SafeText:
    """Where an image is on the server that told of it: a path, which names no other machine."""
    return SafeText(_IMAGES + identifier(model.id))


def image_id(address: str) -> str:
    """The image at an address. Raises `Rejected` for one that is not on this server."""
    if not address.startswith(_IMAGES):
        said = _("The image is at an address that is not asked: {address}")
        shown = safe_line(address[:_LONGEST_SHOWN])
        raise Rejected(safe_line(said.format(address=shown)), code="address", status=404)
    return identifier(address.removeprefix(_IMAGES))


def message(model: MessageModel) -> Message:
    """A message. Of an image, the content is its address, and what was said its caption."""
    image = model.image if model.type is MessageType.IMAGE else None
    return Message(
        id=message_id(model.id),
        conversation_id=conversation_id(model.conversation_id),
        sender_id=optional(user_id, model.sender_id),
        created_at=moment(model.created_at),
        content=safe_text(model.content) if image is None else image_address(image),
        caption=SafeText("") if image is None else safe_text(model.content),
        type=model.type,
        position=count(model.position),
        revision=count(model.revision),
        client_message_id=optional(client_message_id, model.client_message_id),
        reply_to_id=optional(message_id, model.reply_to_id),
        forwarded=model.forwarded,
        edited_at=optional(moment, model.edited_at),
        deleted_at=optional(moment, model.deleted_at),
        removal=safe_text(model.removal),
        reactions=reactions(model.reactions),
        notice=optional(notice, model.notice),
        starred=model.starred,
        star_revision=count(model.star_revision),
    )


def reactions(models: Iterable[ReactionModel]) -> tuple[Reaction, ...]:
    """The reactions to one message."""
    return tuple(
        Reaction(emoji=safe_line(model.emoji), user_ids=user_ids(model.user_ids))
        for model in models
    )


def notice(model: NoticeModel) -> Notice:
    """What a system message tells."""
    return Notice(
        kind=model.kind,
        user_ids=user_ids(model.user_ids),
        name=safe_line(model.name),
        role=model.role,
    )


def account(model: AccountModel) -> Account:
    """What the user is to the server."""
    return Account(standing=model.standing, sanctions=tuple(map(sanction, model.sanctions)))


def sanction(model: SanctionModel) -> Sanction:
    """A mute or a suspension."""
    return Sanction(
        user_id=user_id(model.user_id),
        kind=model.kind,
        until=moment(model.until),
        reason=safe_text(model.reason),
    )


def case(model: CaseModel) -> Case:
    """A conversation as the moderators' work."""
    return Case(
        conversation_id=conversation_id(model.conversation_id),
        type=model.type,
        created_at=moment(model.created_at),
        revision=count(model.revision),
        name=safe_line(model.name),
        report_id=optional(report_id, model.report_id),
        waiting_since=optional(moment, model.waiting_since),
        last_message_at=optional(moment, model.last_message_at),
        claimed_by=optional(user_id, model.claimed_by),
        snoozed_until=optional(moment, model.snoozed_until),
        done_at=optional(moment, model.done_at),
        flags=tuple(map(flag, model.flags)),
        notes=tuple(map(note, model.notes)),
        observer_ids=user_ids(model.observer_ids),
    )


def flag(model: FlagModel) -> Flag:
    """A member's complaint."""
    return Flag(
        id=FlagId(identifier(model.id)),
        by=user_id(model.by),
        about=Flagged(user_id(model.user_id), optional(message_id, model.message_id)),
        reason=safe_text(model.reason),
        created_at=moment(model.created_at),
        quoted=safe_text(model.quoted),
    )


def note(model: NoteModel) -> Note:
    """What a moderator wrote down."""
    return Note(
        id=NoteId(identifier(model.id)),
        author_id=user_id(model.author_id),
        content=safe_text(model.content),
        created_at=moment(model.created_at),
    )


def audit_entry(model: AuditModel) -> AuditEntry:
    """One row of the audit trail."""
    return AuditEntry(
        number=count(model.number),
        at=moment(model.at),
        actor_id=user_id(model.actor_id),
        action=model.action,
        reason=safe_text(model.reason),
        conversation_id=optional(conversation_id, model.conversation_id),
        message_id=optional(message_id, model.message_id),
        user_id=optional(user_id, model.user_id),
        until=optional(moment, model.until),
        sha256=identifier(model.sha256),
    )


def user_ids(ids: Iterable[str]) -> tuple[UserId, ...]:
    """Ids of people."""
    return tuple(map(user_id, ids))


def entities(model: EntitiesModel | None) -> Entities:
    """Whole entities; none for None."""
    if model is None:
        return Entities()
    return Entities(
        conversations=tuple(map(conversation, model.conversations.values())),
        members=tuple(member(each) for of in model.members.values() for each in of.values()),
        messages=tuple(map(message, model.messages.values())),
        users=tuple(map(user, model.users.values())),
        reports=tuple(map(report, model.reports.values())),
        cases=tuple(map(case, model.cases.values())),
    )
