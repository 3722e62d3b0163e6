"""Rules tried on what was said already, message by message, as if it came now."""

from collections.abc import Iterable, Iterator, Sequence
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


class Found(Struct, frozen=True):
    """A message, and the rules that it hits."""

    spoken: Spoken
    rules: tuple[Rule, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the rules are called."""
        return tuple(rule.name for rule in self.rules)


def rehearse(rules: Sequence[Rule], messages: Iterable[Spoken]) -> Iterator[Found]:
    """What the rules hit. A silence is found at the message after which nobody wrote, once
    somebody does again.

    Folders and reports are not told by a file: a rule counts in all folders, and one about
    categories hits nothing. Raises `BadRule`.
    """
    matcher = Matcher(rules)
    bursts = [
        (rule, rule.condition, Bursts(rule.condition))
        for rule in rules
        if isinstance(rule.condition, Burst)
    ]
    silences = [rule for rule in rules if isinstance(rule.condition, Silence)]
    last: dict[str, Spoken] = {}
    for spoken in messages:
        at = spoken.at
        if at is not None:
            before = last.get(spoken.conversation)
            if before is not None and before.at is not None:
                pause = at - before.at
                yield from _found(before, [r for r in silences if _is_longer(pause, r)])
            last[spoken.conversation] = spoken
        hit = list(matcher.hits(Said(spoken.text, spoken.sender)))
        hit += [
            rule
            for rule, burst, counted in bursts
            if at is not None
            and _counts(rule, spoken)
            and counted.came(
                spoken.sender if burst.by is By.PERSON else spoken.conversation,
                at,
            )
        ]
        yield from _found(spoken, hit)


def _is_longer(pause: timedelta, rule: Rule) -> bool:
    return isinstance(rule.condition, Silence) and pause >= timedelta(
        minutes=rule.condition.minutes
    )


def _found(spoken: Spoken, rules: Iterable[Rule]) -> Iterator[Found]:
    counting = tuple(rule for rule in rules if _counts(rule, spoken))
    if counting:
        yield Found(spoken, counting)


def _counts(rule: Rule, spoken: Spoken) -> bool:
    """Whether a rule is for the conversation, as far as the file tells which it is."""
    if not rule.conversations or not spoken.conversation:
        return True
    here = fold_plainly(spoken.conversation)
    return any(here == fold_plainly(name) for name in rule.conversations)
