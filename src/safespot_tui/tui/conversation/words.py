"""Days, notices and people in words of the user's language."""

from datetime import date, timedelta
from typing import assert_never

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    MarkRead,
    OutboxItem,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.links import link_of
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, MessageType, Notice, NoticeKind
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.evidence.notices import by_moderators, moderators_form
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.store import Store


def weekday(day: date) -> str:
    """The name of the day of the week."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[day.weekday()]


def month(day: date) -> str:
    """The name of the month."""
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )[day.month - 1]


def day_words(day: date, today: date) -> str:
    """A day as people call it today."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    form = (
        _("{weekday}, {month} {day}")
        if day.year == today.year
        else _("{weekday}, {month} {day}, {year}")
    )
    return form.format(weekday=weekday(day), day=day.day, month=month(day), year=day.year)


def unread_words(count: int) -> str:
    """What the line above the first unread message says."""
    return ngettext("{count} new", "{count} new", count).format(count=count)


def badge_words(count: int) -> str:
    """What says that more has come below what is on the screen."""
    return ngettext("+{count} new ↓", "+{count} new ↓", count).format(count=count)


def alias_of(store: Store, user_id: UserId | None) -> SafeText:
    """What to call the sender of a message."""
    if user_id is not None and user_id == store.me:
        return SafeText(_("You"))
    user = store.user(user_id) if user_id is not None else None
    return user.alias if user else SafeText(_("Unknown person"))


def nobody_else() -> str:
    """What is told of a conversation that everybody else has left."""
    return _("Nobody else is here")


def untitled_words(conversation: Conversation) -> str:
    """What a conversation is called that has neither a name nor anybody else in it."""
    if conversation.type is ConversationType.DM:
        return nobody_else()
    return _("Conversation without a name")


def image_host(address: str) -> str:
    """The machine that an image is kept on; empty for an address that names none."""
    link = link_of(address)
    return link.host if link is not None else ""


def image_words(message: Message) -> str:
    """What stands for an image in a timeline: that it is one, from where, and its caption."""
    host = image_host(message.content)
    said = _("▣ Image from {host}").format(host=host) if host else _("▣ Image")
    return f"{said}\n{message.caption}" if message.caption.strip() else said


def in_a_line(kind: MessageType, words: str) -> SafeText:
    """The words of a message, or under an image, where there is one line for them."""
    if kind is not MessageType.IMAGE:
        return safe_line(words)
    image = _("[image]")
    return safe_line(f"{image} {words}")


def quoted_words(message: Message) -> SafeText:
    """A message where there is one line for it."""
    image = message.type is MessageType.IMAGE
    return in_a_line(message.type, message.caption if image else message.content)


def failure_words(item: OutboxItem, keys: str) -> str:
    """What the server refused and why, and the `keys` that help. No word of the user's is lost."""
    match item.intent:
        case SendMessage():
            form = _("Not sent: {reason} {keys}")
        case EditMessage():
            form = _("Not changed to “{words}”: {reason} {keys}")
        case DeleteMessage():
            form = _("Not deleted: {reason} {keys}")
        case React():
            form = _("{emoji} was not saved: {reason} {keys}")
        case StarMessage():
            form = _("The star was not saved: {reason} {keys}")
        case PinMessage():
            form = _("Not pinned or unpinned: {reason} {keys}")
        case MarkRead() | SetFlags():
            form = "{reason}"
        case _:
            assert_never(item.intent)
    return form.format(
        reason=item.reason,
        keys=keys,
        words=getattr(item.intent, "content", ""),
        emoji=getattr(item.intent, "emoji", ""),
    )


def tombstone_words(message: Message) -> str:
    """What stands for a message that is gone: who took it away, and why, where that was told."""
    if message.removal:
        return _("Removed by the moderators: {reason}").format(reason=message.removal)
    return _("This message was deleted.")


def notice_words(store: Store, message: Message) -> str:
    """What happened, as told by a system message."""
    notice = message.notice
    if notice is None:
        return message.content
    mine = message.sender_id is not None and message.sender_id == store.me
    about_me = store.me is not None and notice.user_ids == (store.me,) and not mine
    form = _form_about_me(notice) if about_me else ""
    if by_moderators(message):
        form = _form_of_moderators(notice, about_me=about_me)
    return (form or _notice_form(notice, message.sender_id, mine=mine)).format(
        who=alias_of(store, message.sender_id),
        whom=", ".join(_object(store, user_id) for user_id in notice.user_ids),
        name=notice.name,
    )


def _notice_form(notice: Notice, actor: UserId | None, *, mine: bool) -> str:
    alone = all(user_id == actor for user_id in notice.user_ids)
    match notice.kind:
        case NoticeKind.CREATED if notice.name:
            return _("You created “{name}”") if mine else _("{who} created “{name}”")
        case NoticeKind.CREATED:
            return (
                _("You started the conversation") if mine else _("{who} started the conversation")
            )
        case NoticeKind.JOINED if alone:
            return _("You joined") if mine else _("{who} joined")
        case NoticeKind.JOINED:
            return _("You added {whom}") if mine else _("{who} added {whom}")
        case NoticeKind.LEFT:
            return _("You left") if mine else _("{who} left")
        case NoticeKind.REMOVED:
            return _("You removed {whom}") if mine else _("{who} removed {whom}")
        case NoticeKind.RENAMED:
            return (
                _("You renamed the group to “{name}”")
                if mine
                else _("{who} renamed the group to “{name}”")
            )
        case NoticeKind.ICON_CHANGED if notice.name:
            return (
                _("You gave the group the icon {name}")
                if mine
                else _("{who} gave the group the icon {name}")
            )
        case NoticeKind.ICON_CHANGED:
            return _("You took the group's icon away") if mine else _("{who} took the icon away")
        case NoticeKind.ROLE_CHANGED:
            return _role_form(notice.role, mine=mine)
        case NoticeKind.LOCKED | NoticeKind.UNLOCKED:
            return moderators_form(notice.kind)


def _form_of_moderators(notice: Notice, *, about_me: bool) -> str:
    match notice.kind:
        case NoticeKind.JOINED if about_me:
            return _("The moderators added you")
        case NoticeKind.REMOVED if about_me:
            return _("The moderators removed you")
        case _:
            return moderators_form(notice.kind)


def _form_about_me(notice: Notice) -> str:
    """Where somebody did something to the user and nobody else; empty where that is no matter."""
    match notice.kind, notice.role:
        case NoticeKind.JOINED, _role:
            return _("{who} added you")
        case NoticeKind.REMOVED, _role:
            return _("{who} removed you")
        case NoticeKind.ROLE_CHANGED, Role.OWNER:
            return _("{who} made you an owner of the group")
        case NoticeKind.ROLE_CHANGED, Role.ADMIN:
            return _("{who} made you an admin")
        case NoticeKind.ROLE_CHANGED, _role:
            return _("{who} made you a plain member")
        case _:
            return ""


def _role_form(role: Role | None, *, mine: bool) -> str:
    match role:
        case Role.OWNER:
            return (
                _("You made {whom} an owner of the group")
                if mine
                else _("{who} made {whom} an owner of the group")
            )
        case Role.ADMIN:
            return _("You made {whom} an admin") if mine else _("{who} made {whom} an admin")
        case Role.MEMBER | Role.OBSERVER | None:
            return (
                _("You made {whom} a plain member")
                if mine
                else _("{who} made {whom} a plain member")
            )


def _object(store: Store, user_id: UserId) -> str:
    return _("you") if user_id == store.me else alias_of(store, user_id)
