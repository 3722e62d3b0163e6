"""What figures have to know of people and conversations besides what was said."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.utterance import Utterance
from safespot_tui.insight.waiting import Waiting
from safespot_tui.store.store import Store
from safespot_tui.watching.rule import Rule

Counts = Callable[[Rule, ConversationId], bool]
"""Whether a rule is for a conversation."""


class Queued(Struct, frozen=True):
    """What a queue knows, where there is one."""

    waiting: Sequence[Waiting] = ()
    settled: frozenset[ConversationId] = frozenset()
    """Where nothing waits now, whatever is written there: it is done, or snoozed."""
    previewed: Mapping[ConversationId, datetime] = {}
    """As `Known` has it."""
    moderators: frozenset[UserId] = frozenset()


NO_QUEUE = Queued()


class Known(Struct, frozen=True):
    """Plain values."""

    me: UserId | None
    conversations: Sequence[ConversationId] = ()
    """Those at whose ends it has to be seen whether something waits: of what is asked about, what
    is neither archived nor in `waiting` or settled by the queue."""
    waiting: Sequence[Waiting] = ()
    """What waits by what the queue says, of what is asked about."""
    scope: frozenset[ConversationId] | None = None
    """What is asked about; None for all."""
    previewed: Mapping[ConversationId, datetime] = {}
    """Since when, at least, something waits where no message is kept: only how the last reads."""
    newest: Mapping[ConversationId, datetime] = {}
    """When something was last written in a conversation, kept here or not."""
    moderators: frozenset[UserId] = frozenset()
    """Who answers everywhere, besides the user."""
    managers: Mapping[ConversationId, frozenset[UserId]] = {}
    """Who manages a group, where somebody does."""
    aliases: Mapping[UserId, str] = {}
    categories: Mapping[ConversationId, str] = {}
    """Of the report that a conversation is about."""
    rules: Sequence[Rule] = ()
    counts: Counts = lambda _rule, _conversation_id: True

    def is_desk(self, said: Utterance) -> bool:
        """Whether it was said by those whose work it is to answer: the user, or who manages."""
        sender = said.sender_id
        return sender is not None and (
            sender == self.me
            or sender in self.moderators
            or sender in self.managers.get(said.conversation_id, ())
        )


def known_from(
    store: Store,
    rules: Sequence[Rule],
    counts: Counts,
    scope: frozenset[ConversationId] | None = None,
    queued: Queued = NO_QUEUE,
) -> Known:
    """What a store knows."""
    here, archived = store.inbox(), store.inbox(archived=True)
    categories: dict[ConversationId, str] = {}
    managers: dict[ConversationId, frozenset[UserId]] = {}
    newest: dict[ConversationId, datetime] = {}
    for conversation_id in (*here, *archived):
        conversation = store.conversation(conversation_id)
        if conversation is None:
            continue
        if conversation.last_message_at is not None:
            newest[conversation_id] = conversation.last_message_at
        report = store.report(conversation.report_id) if conversation.report_id else None
        if report is not None:
            categories[conversation_id] = report.category
        if conversation.type is ConversationType.GROUP:
            members = store.members(conversation_id)
            managers[conversation_id] = frozenset(m.user_id for m in members if m.role.manages)
    known = queued.settled.union(each.conversation_id for each in queued.waiting)
    return Known(
        me=store.me,
        conversations=[e for e in here if (scope is None or e in scope) and e not in known],
        waiting=[e for e in queued.waiting if scope is None or e.conversation_id in scope],
        previewed=queued.previewed,
        newest=newest,
        moderators=queued.moderators,
        scope=scope,
        managers=managers,
        aliases={user.id: user.alias for user in store.users()},
        categories=categories,
        rules=rules,
        counts=counts,
    )
