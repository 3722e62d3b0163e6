"""Messages as a person reads them in a pipe or a pager."""

import sys

from safespot_tui.domain.ids import UserId
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, MessageType, Notice, NoticeKind
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.store.store import Store

INDENT = " " * 18
"""As wide as the time, so that the lines of a message stand under its sender."""


def print_message(store: Store, message: Message, *, title: str = "") -> None:
    """One message: when, where (if told), who and what."""
    where = f"[{title}] " if title else ""
    who = alias_of(store, message.sender_id)
    words = _words(store, message)
    said = f"* {who} {words}" if message.notice else f"{who}: {words}"
    first, *rest = f"{where}{said}".split("\n")
    print(f"{message.created_at.astimezone():%Y-%m-%d %H:%M}  {first}")
    for line in rest:
        print(INDENT + line)
    sys.stdout.flush()


def alias_of(store: Store, user_id: UserId | None) -> SafeText:
    """What somebody is called; an account that is gone has no name."""
    user = store.user(user_id) if user_id else None
    return user.alias if user else SafeText("?")


def _words(store: Store, message: Message) -> str:
    if message.deleted_at is not None:
        return _("(deleted)")
    if message.notice is not None:
        return notice_words(store, message.notice)
    words = _image_words(message) if message.type is MessageType.IMAGE else message.content
    if message.edited_at is not None:
        edited = _("(edited)")
        return f"{words} {edited}"
    return words


def _image_words(message: Message) -> str:
    """Whoever reads a transcript may want to fetch it: the address goes along."""
    image = _("[image]")
    return "\n".join(part for part in (f"{image} {message.content}", message.caption) if part)


def notice_words(store: Store, notice: Notice) -> str:
    """What happened; who did it comes before."""
    whom = ", ".join(alias_of(store, user_id) for user_id in notice.user_ids)
    match notice.kind:
        case NoticeKind.CREATED:
            return _("created the group “{name}”").format(name=notice.name)
        case NoticeKind.JOINED:
            return _("added {aliases}").format(aliases=whom)
        case NoticeKind.LEFT:
            return _("left")
        case NoticeKind.REMOVED:
            return _("removed {aliases}").format(aliases=whom)
        case NoticeKind.RENAMED:
            return _("renamed the group to “{name}”").format(name=notice.name)
        case NoticeKind.ICON_CHANGED if notice.name:
            return _("gave the group the icon {icon}").format(icon=notice.name)
        case NoticeKind.ICON_CHANGED:
            return _("took the group's icon away")
        case NoticeKind.ROLE_CHANGED:
            return _role_form(notice.role).format(aliases=whom)


def _role_form(role: Role | None) -> str:
    match role:
        case Role.OWNER:
            return _("made {aliases} an owner of the group")
        case Role.ADMIN:
            return _("made {aliases} an admin")
        case Role.MEMBER | None:
            return _("made {aliases} a plain member")
