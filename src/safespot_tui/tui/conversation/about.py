"""What is known of a conversation and of who is in it, in words."""

from collections.abc import Iterator, Sequence

from safespot_tui.actions.roles import role_words
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.member import Member, Role
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.words import alias_of


def facts_about(store: Store, conversation_id: ConversationId, clock: Clock) -> Iterator[str]:
    """What is known of a conversation: a line each."""
    conversation, own = store.conversation(conversation_id), store.own(conversation_id)
    if conversation is None or own is None:
        return
    day = clock.brief(conversation.created_at)
    if conversation.type is ConversationType.GROUP:
        count = len(store.members(conversation_id))
        words = ngettext(
            "Group of {count} · {role} · since {day}",
            "Group of {count} · {role} · since {day}",
            count,
        )
        yield words.format(count=count, role=role_words(own.role), day=day)
    else:
        yield _("Conversation between two, since {day}").format(day=day)
    report = store.report(conversation.report_id) if conversation.report_id else None
    if report is not None:
        about = " · ".join(part for part in (report.category, report.title) if part)
        yield _("About a report: {about}").format(about=about)
    flags = " · ".join(_flags(own, clock))
    if flags:
        yield flags[0].upper() + flags[1:]


def _flags(own: Member, clock: Clock) -> Iterator[str]:
    if own.pinned:
        yield _("pinned")
    if own.archived:
        yield _("archived")
    if own.muted_until is not None and own.muted_until > clock():
        until = clock.until(own.muted_until)
        yield _("muted until {until}").format(until=until) if until else _("muted")


def people_in(store: Store, conversation_id: ConversationId) -> Sequence[tuple[Member, str]]:
    """Who is in a conversation, by what they are called: those who may do most first."""
    roles = list(Role)
    people: list[tuple[Member, str]] = []
    for member in store.members(conversation_id):
        alias = alias_of(store, member.user_id)
        own = store.user(member.user_id) if member.user_id == store.me else None
        people.append((member, _("{name} (you)").format(name=own.alias) if own else alias))
    return sorted(people, key=lambda person: (roles.index(person[0].role), fold(person[1])))
