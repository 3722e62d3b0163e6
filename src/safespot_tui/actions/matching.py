"""Whether a conversation belongs to a folder."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from safespot_tui.actions.folder import Called, Field, Folder, Has, Holding, Is, State, Term
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.member import Member
from safespot_tui.store.store import Store


def belongs(store: Store, conversation_id: ConversationId, folder: Folder, now: datetime) -> bool:
    """Whether every term of a folder holds for a conversation; `now` decides about mutes."""
    conversation, own = store.conversation(conversation_id), store.own(conversation_id)
    if conversation is None or own is None:
        return False
    return all(_holds(store, conversation, own, term, now) != term.negated for term in folder.terms)


def _holds(
    store: Store, conversation: Conversation, own: Member, term: Term, now: datetime
) -> bool:
    match term:
        case Called(field, words):
            sought = fold(words)
            return any(sought in fold(name) for name in _names(store, conversation, field))
        case Is(state):
            return _stands(store, conversation, own, state, now)
        case Has(holding):
            return _is_there(store, conversation, holding)
        case _:
            assert_never(term)


def _names(store: Store, conversation: Conversation, field: Field) -> Iterator[str]:
    """What a conversation and those in it are called."""
    report = store.report(conversation.report_id) if conversation.report_id else None
    if field in {Field.ANY, Field.TITLE}:
        yield store.title(conversation.id)
    if field in {Field.ANY, Field.PERSON}:
        users = (store.user(member.user_id) for member in store.others(conversation.id))
        yield from (user.alias for user in users if user is not None)
    if report is not None and field in {Field.ANY, Field.REPORT}:
        yield report.title
    if report is not None and field in {Field.ANY, Field.CATEGORY}:
        yield report.category


def _stands(
    store: Store, conversation: Conversation, own: Member, state: State, now: datetime
) -> bool:
    match state:
        case State.UNREAD:
            return store.is_unread(conversation.id)
        case State.GROUP:
            return conversation.type is ConversationType.GROUP
        case State.DM:
            return conversation.type is ConversationType.DM
        case State.MUTED:
            return own.muted_until is not None and own.muted_until > now
        case State.PINNED:
            return own.pinned
        case State.ARCHIVED:
            return own.archived
        case _:
            assert_never(state)


def _is_there(store: Store, conversation: Conversation, holding: Holding) -> bool:
    match holding:
        case Holding.DRAFT:
            return store.draft(conversation.id) is not None
        case Holding.FAILED:
            return any(
                item.intent.conversation_id == conversation.id and item.state is OutboxState.FAILED
                for item in store.outbox
            )
        case Holding.REPORT:
            return conversation.report_id is not None
        case _:
            assert_never(holding)
