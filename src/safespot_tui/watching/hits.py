"""What the rules have hit since the program started, and what of it waits to be looked at."""

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Struct, structs

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.watching.rule import Rule

MOST_KEPT = 1000
"""Beyond that, the oldest hits are forgotten."""


class Hit(Struct, frozen=True):
    """Something that rules are about, and where it is."""

    conversation_id: ConversationId
    message_id: MessageId | None
    """The one that hit, that filled a burst, or after which nobody wrote; None where it is not
    known."""
    rules: tuple[Rule, ...]
    until_read: bool = True
    """Whether it waits no longer once its message is read; else until somebody goes there."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its rules are called."""
        return tuple(rule.name for rule in self.rules)

    @property
    def notices(self) -> tuple[str, ...]:
        """As `names`, only the rules of which the user wants to be told."""
        return tuple(rule.name for rule in self.rules if rule.notifies)

    @property
    def place(self) -> str:
        """There is one hit of a message, whatever it hit."""
        return self.message_id or self.conversation_id


class Hits:
    """All hits in the order they came, and those that wait."""

    def __init__(self) -> None:
        self._all: dict[str, Hit] = {}
        self._waiting: dict[str, Hit] = {}
        self._here: dict[ConversationId, dict[str, Hit]] = {}
        """What waits, by conversation."""
        self._last = ""

    @property
    def count(self) -> int:
        """How many wait to be looked at."""
        return len(self._waiting)

    @property
    def conversations(self) -> Iterable[ConversationId]:
        """Where something waits."""
        return self._here.keys()

    def of(self, message_id: MessageId) -> tuple[Rule, ...]:
        """What a message was found to hit."""
        hit = self._all.get(message_id)
        return hit.rules if hit is not None else ()

    def waiting_in(self, conversation_id: ConversationId) -> Sequence[Hit]:
        """What waits in a conversation."""
        return list(self._here.get(conversation_id, {}).values())

    def add(self, hit: Hit) -> bool:
        """Note a hit; whether anything of it is new. What one message hits is one hit."""
        known = self._all.get(hit.place) if hit.message_id is not None else None
        if known is not None:
            new = tuple(rule for rule in hit.rules if rule not in known.rules)
            if not new:
                return False
            hit = structs.replace(hit, rules=known.rules + new)
        self._all.pop(hit.place, None)
        self._all[hit.place] = self._waiting[hit.place] = hit
        self._here.setdefault(hit.conversation_id, {})[hit.place] = hit
        if len(self._all) > MOST_KEPT:
            oldest = self._all.pop(next(iter(self._all)))
            self.see(oldest)
        return True

    def see(self, hit: Hit) -> None:
        """It was looked at: it waits no longer."""
        self._waiting.pop(hit.place, None)
        here = self._here.get(hit.conversation_id, {})
        if here.pop(hit.place, None) is not None and not here:
            del self._here[hit.conversation_id]

    def next(self) -> Hit | None:
        """The one that has waited longest; where none waits, the one after the last looked at."""
        hit = next(iter(self._waiting.values()), None) or self._after_last()
        if hit is not None:
            self._last = hit.place
            self.see(hit)
        return hit

    def _after_last(self) -> Hit | None:
        places = list(self._all)
        at = places.index(self._last) + 1 if self._last in self._all else 0
        return next((self._all[place] for place in chain(places[at:], places)), None)
