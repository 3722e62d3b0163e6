"""What a system message tells, in the words of somebody who was not there."""

from safespot_tui.domain.ids import UserId
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, Notice, NoticeKind
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.store.store import Store

_THEIRS = frozenset({NoticeKind.JOINED, NoticeKind.REMOVED, NoticeKind.LOCKED, NoticeKind.UNLOCKED})


def alias_of(store: Store, user_id: UserId | None) -> SafeText:
    """What somebody is called; an account that is gone has no name."""
    user = store.user(user_id) if user_id else None
    return user.alias if user else SafeText("?")


def by_moderators(message: Message) -> bool:
    """Whether it tells what moderators did; which of them, nobody is told."""
    notice = message.notice
    return message.sender_id is None and notice is not None and notice.kind in _THEIRS


def moderators_form(kind: NoticeKind) -> str:
    """What moderators did, as a sentence with `whom` and `name` to be filled in."""
    match kind:
        case NoticeKind.JOINED:
            return _("The moderators added {whom}")
        case NoticeKind.REMOVED:
            return _("The moderators removed {whom}")
        case NoticeKind.UNLOCKED:
            return _("The moderators unlocked the conversation: {name}")
        case _:
            return _("The moderators locked the conversation: {name}")


def told_words(store: Store, message: Message, notice: Notice) -> str:
    """What happened and, where moderators did it, that they did; who else did it comes before."""
    if not by_moderators(message):
        return notice_words(store, notice)
    whom = ", ".join(alias_of(store, user_id) for user_id in notice.user_ids)
    return moderators_form(notice.kind).format(whom=whom, name=notice.name)


def tombstone_words(removal: str) -> str:
    """What stands for a message that is gone; `removal` is why moderators took it away."""
    if not removal:
        return _("(deleted)")
    return _("(removed by the moderators: {reason})").format(reason=removal)


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
        case NoticeKind.LOCKED:
            return _("locked the conversation: {reason}").format(reason=notice.name)
        case NoticeKind.UNLOCKED:
            return _("unlocked the conversation: {reason}").format(reason=notice.name)


def _role_form(role: Role | None) -> str:
    match role:
        case Role.OWNER:
            return _("made {aliases} an owner of the group")
        case Role.ADMIN:
            return _("made {aliases} an admin")
        case Role.MEMBER | Role.OBSERVER | None:
            return _("made {aliases} a plain member")
