"""Rules tried on what was said already, message by message, as if it came now."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from safespot_tui.domain.folding import fold_plainly
from safespot_tui.watching.bursts import Bursts
from safespot_tui.watching.matcher import Matcher, Said
from safespot_tui.watching.rule import Burst, By, Rule, Silence


class Spoken(Struct, frozen=True):
    """One message of a file."""

    line: int
    """On which it begins, from 1."""
    text: str
    sender: str = ""
    at: datetime | None = None
    """Without it, neither bursts nor silences can be told."""
    conversation: str = ""
    """Its id or title, where the file tells."""
    category: str = ""
    """Of the report that the conversation is about."""
    by: str = ""
    """The sender's id, where two may have one alias."""
    own: bool = False
    """Whether the user wrote it: then it only ends a silence."""


class Found(Struct, frozen=True):
    """A message, and the rules that it hits."""

    spoken: Spoken
    rules: tuple[Rule, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the rules are called."""
        return tuple(rule.name for rule in self.rules)


Counts = Callable[[Rule, Spoken], bool]
"""Whether a rule is for the conversation in which something was said."""


def rehearse(rules: Sequence[Rule], messages: Iterable[Spoken]) -> Iterator[Found]:
    """What the rules hit in a file. Raises `BadRule`.

    Folders and reports are not told by a file: a rule counts in all folders, and one about
    categories hits nothing.
    """
    rehearsal = Rehearsal(rules)
    for spoken in messages:
        yield from rehearsal.hear(spoken)


class Rehearsal:
    """Rules to which messages are told, in the order of time within each conversation.

    A silence is found at the message after which nobody wrote, once somebody does again.
    """

    def __init__(self, rules: Sequence[Rule], counts: Counts | None = None) -> None:
        """Raises `BadRule`."""
        self._counts = counts or _counts
        self._matcher = Matcher(rules)
        self._bursts = [
            (rule, rule.condition, Bursts(rule.condition))
            for rule in rules
            if isinstance(rule.condition, Burst)
        ]
        self._silences = [rule for rule in rules if isinstance(rule.condition, Silence)]
        self._last: dict[str, Spoken] = {}

    def forget(self, conversation: str) -> None:
        """Something may be missing there: what comes next ends no silence."""
        self._last.pop(conversation, None)

    def hear(self, spoken: Spoken) -> Iterator[Found]:
        """What a message hits, and the silence that it ends."""
        at = spoken.at
        if at is not None and self._silences:
            before = self._last.get(spoken.conversation)
            if before is not None and before.at is not None:
                pause = at - before.at
                yield from self._found(before, [r for r in self._silences if _is_longer(pause, r)])
            self._last[spoken.conversation] = spoken
        if spoken.own:
            return
        hit = list(self._matcher.hits(Said(spoken.text, spoken.sender, spoken.category)))
        hit += [
            rule
            for rule, burst, counted in self._bursts
            if at is not None
            and self._counts(rule, spoken)
            and counted.came(
                spoken.by or spoken.sender if burst.by is By.PERSON else spoken.conversation,
                at,
            )
        ]
        yield from self._found(spoken, hit)

    def _found(self, spoken: Spoken, rules: Iterable[Rule]) -> Iterator[Found]:
        counting = tuple(rule for rule in rules if self._counts(rule, spoken))
        if counting:
            yield Found(spoken, counting)


def _is_longer(pause: timedelta, rule: Rule) -> bool:
    return isinstance(rule.condition, Silence) and pause >= timedelta(
        minutes=rule.condition.minutes
    )


def _counts(rule: Rule, spoken: Spoken) -> bool:
    """Whether a rule is for the conversation, as far as the file tells which it is."""
    if not rule.conversations or not spoken.conversation:
        return True
    here = fold_plainly(spoken.conversation)
    return any(here == fold_plainly(name) for name in rule.conversations)
