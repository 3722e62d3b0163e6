"""What watch rules hit among all that is kept."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.utterance import Heard
from safespot_tui.insight.known import Known
from safespot_tui.watching.rehearsal import Rehearsal, Spoken
from safespot_tui.watching.rule import Rule


class RuleHits(Struct, frozen=True):
    """How often a rule was hit."""

    name: str
    count: int = 0
    conversations: int = 0
    last: datetime | None = None


class RuleTally:
    """Hears what was said, in the order of time, and counts what the rules hit."""

    def __init__(self, known: Known) -> None:
        """Raises `BadRule`."""
        self._known = known
        self._verdicts: dict[tuple[str, str], bool] = {}
        self._rehearsal = Rehearsal(known.rules, self._counts)
        self._count = dict.fromkeys((rule.name for rule in known.rules), 0)
        self._places: dict[str, set[str]] = {name: set() for name in self._count}
        self._last: dict[str, datetime] = {}

    def hear(self, heard: Heard) -> None:
        """What comes next."""
        known, said = self._known, heard.said
        if heard.gap_before:
            self._rehearsal.forget(said.conversation_id)
        spoken = Spoken(
            0,
            said.caption if said.type is MessageType.IMAGE else said.content,
            known.aliases.get(said.sender_id, "") if said.sender_id is not None else "",
            heard.moment,
            said.conversation_id,
            known.categories.get(said.conversation_id, ""),
            by=said.sender_id or "",
            own=said.sender_id == known.me,
        )
        for found in self._rehearsal.hear(spoken):
            for name in found.names:
                self._count[name] += 1
                self._places[name].add(found.spoken.conversation)
                at = found.spoken.at
                if at is not None:
                    self._last[name] = max(at, self._last.get(name, at))

    def hits(self) -> Sequence[RuleHits]:
        """All rules, those that were hit most first."""
        hits = [
            RuleHits(name, count, len(self._places[name]), self._last.get(name))
            for name, count in self._count.items()
        ]
        return sorted(hits, key=lambda each: -each.count)

    def _counts(self, rule: Rule, spoken: Spoken) -> bool:
        # To compare titles for each message would cost more than all the rest.
        key = rule.name, spoken.conversation
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._known.counts(rule, ConversationId(spoken.conversation))
            self._verdicts[key] = verdict
        return verdict
