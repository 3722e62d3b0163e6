"""What the audit trail says, in words."""

from collections.abc import Sequence
from typing import assert_never

from safespot_tui.domain.audit import AuditAction, AuditEntry
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _
from safespot_tui.store.store import Store


def what_was_done(store: Store, entry: AuditEntry) -> SafeText:
    """What somebody did, and to whom; who did it comes before."""
    whom = _alias(store, entry.user_id) if entry.user_id is not None else ""
    return safe_line(_form(entry.action, someone=bool(whom)).format(whom=whom))


def who_did_it(store: Store, entry: AuditEntry) -> SafeText:
    """The moderator."""
    return _alias(store, entry.actor_id)


def where_it_was(store: Store, entry: AuditEntry) -> SafeText:
    """What the conversation is called, as far as is known here; empty where there is none."""
    where = entry.conversation_id
    if where is None:
        return SafeText("")
    case = store.case(where)
    return (
        store.title(where) or (case.name if case is not None else SafeText("")) or SafeText(where)
    )


def entry_line(store: Store, entry: AuditEntry, when: str) -> SafeText:
    """All of it that one reads at a glance, in one line; `when` is its time."""
    where = where_it_was(store, entry)
    parts = [f"{when} {who_did_it(store, entry)}", what_was_done(store, entry), where]
    return safe_line(" · ".join(filter(None, parts)) + f": {entry.reason}")


def entry_facts(store: Store, entry: AuditEntry) -> Sequence[tuple[str, str]]:
    """Names and values of all that it says, with its hash."""
    facts = [
        (_("Number"), str(entry.number)),
        (_("When"), _exact(entry)),
        (_("Who"), who_did_it(store, entry)),
        (_("What"), what_was_done(store, entry)),
        (_("Reason"), entry.reason),
        (_("Until"), "" if entry.until is None else f"{entry.until.astimezone():%Y-%m-%d %H:%M}"),
        (_("Conversation"), where_it_was(store, entry)),
        (_("Conversation's id"), entry.conversation_id or ""),
        (_("Message's id"), entry.message_id or ""),
        (_("Person's id"), entry.user_id or ""),
        (_("Hash"), entry.sha256),
    ]
    return [(name, value) for name, value in facts if value]


def _exact(entry: AuditEntry) -> str:
    return f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}"


def _alias(store: Store, user_id: UserId) -> SafeText:
    user = store.user(user_id)
    if user is None:
        return SafeText("?")
    if user_id == store.me:
        return safe_line(_("{name} (you)").format(name=user.alias))
    return user.alias


def _form(action: AuditAction, *, someone: bool) -> str:
    match action:
        case AuditAction.CONVERSATION_OPENED:
            return _("opened a conversation")
        case AuditAction.MEMBERS_SEEN:
            return _("looked who is in it")
        case AuditAction.MESSAGE_REMOVED:
            return _("removed a message of {whom}") if someone else _("removed a message")
        case AuditAction.USER_MUTED:
            return _("muted {whom}")
        case AuditAction.USER_UNMUTED:
            return _("lifted the mute of {whom}")
        case AuditAction.USER_SUSPENDED:
            return _("suspended {whom}")
        case AuditAction.USER_UNSUSPENDED:
            return _("lifted the suspension of {whom}")
        case AuditAction.CONVERSATION_LOCKED:
            return _("locked the conversation")
        case AuditAction.CONVERSATION_UNLOCKED:
            return _("unlocked the conversation")
        case AuditAction.MEMBERS_ADDED:
            return _("added {whom}") if someone else _("added people")
        case AuditAction.MEMBER_REMOVED:
            return _("took {whom} out")
        case AuditAction.CASE_DONE:
            return _("was done with the case")
        case AuditAction.CASE_HANDED_OVER:
            return _("handed the case over to {whom}") if someone else _("handed the case over")
        case _:
            assert_never(action)
