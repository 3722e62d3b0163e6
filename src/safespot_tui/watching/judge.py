"""Says which rules a message of the store hits, and remembers it for as long as it is so worded."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from safespot_tui.domain.folding import fold_plainly
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store
from safespot_tui.watching.matcher import Matcher, Said
from safespot_tui.watching.rule import Rule

MOST_REMEMBERED = 5000
"""Verdicts; beyond that, the oldest is forgotten."""

InFolder = Callable[[str, ConversationId], bool]
"""Whether a conversation is in the part of the inbox of that name."""


class _Verdict(Struct, frozen=True):
    said: Said
    rules: tuple[Rule, ...]


class Judge:
    """Judges what others wrote; what the user wrote, and notices, hit nothing."""

    def __init__(self, store: Store, rules: Sequence[Rule], in_folder: InFolder) -> None:
        """Raises `BadRule`."""
        self._store = store
        self._in_folder = in_folder
        self._matcher = Matcher(rules)
        self._verdicts: dict[MessageId, _Verdict] = {}

    def rules_of(self, message: Message) -> tuple[Rule, ...]:
        """The rules that a message hits as it is worded now, where they count."""
        if message.type is MessageType.SYSTEM or message.sender_id == self._store.me:
            return ()
        said = self._said(message)
        verdict = self._verdicts.get(message.id)
        if verdict is None or verdict.said != said:
            hit = self._matcher.hits(said)
            counting = (rule for rule in hit if self.counts(rule, message.conversation_id))
            verdict = _Verdict(said, tuple(counting))
            self._verdicts.pop(message.id, None)
            self._verdicts[message.id] = verdict
            if len(self._verdicts) > MOST_REMEMBERED:
                del self._verdicts[next(iter(self._verdicts))]
        return verdict.rules

    def knows(self, message_id: str) -> bool:
        """Whether it remembers a message."""
        return message_id in self._verdicts

    def was_otherwise(self, message: Message) -> bool:
        """Whether a message that it remembers was worded otherwise when it was last judged."""
        verdict = self._verdicts.get(message.id)
        return verdict is not None and verdict.said != self._said(message)

    def counts(self, rule: Rule, conversation_id: ConversationId) -> bool:
        """Whether a rule is for a conversation."""
        if rule.conversations:
            title = fold_plainly(self._store.title(conversation_id))
            named = (
                name == conversation_id or fold_plainly(name) == title
                for name in rule.conversations
            )
            if not any(named):
                return False
        return not rule.folder or self._in_folder(rule.folder, conversation_id)

    def _said(self, message: Message) -> Said:
        store = self._store
        sender = store.user(message.sender_id) if message.sender_id is not None else None
        conversation = store.conversation(message.conversation_id)
        report_id = conversation.report_id if conversation is not None else None
        report = store.report(report_id) if report_id is not None else None
        return Said(
            message.caption if message.type is MessageType.IMAGE else message.content,
            sender.alias if sender is not None else SafeText(""),
            report.category if report is not None else SafeText(""),
        )
