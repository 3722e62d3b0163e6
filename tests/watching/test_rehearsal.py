"""Rules tried on what was said already."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from safespot_tui.watching.rehearsal import Spoken, rehearse
from safespot_tui.watching.rule import Burst, By, Rule, Silence, Words

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def spoken(line: int, second: float | None, text: str = "hola", sender: str = "Ana") -> Spoken:
    at = None if second is None else NOON + timedelta(seconds=second)
    return Spoken(line, text, sender, at, "Plaza")


def found(rules: Sequence[Rule], *messages: Spoken) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.spoken.line, each.names) for each in rehearse(rules, messages)]


def test_each_message_is_judged_as_if_it_came_now() -> None:
    rules = [
        Rule("threats", Words(("amenaza",))),
        Rule("elsewhere", Words(("amenaza",)), conversations=("Otra",)),
        Rule("flood", Burst(2, 5, By.PERSON), conversations=("PLAZA",)),
        Rule("quiet", Silence(1)),
    ]
    assert found(
        rules,
        spoken(1, 0, "amenaza"),
        spoken(2, 2, sender="Luis"),
        spoken(3, 4),
        spoken(4, 90, "amenaza"),
    ) == [(1, ("threats",)), (3, ("flood",)), (3, ("quiet",)), (4, ("threats",))]


def test_without_times_only_words_are_told() -> None:
    rules = [Rule("flood", Burst(2, 5)), Rule("quiet", Silence(1)), Rule("hi", Words(("hola",)))]
    assert found(rules, spoken(1, None), spoken(2, None)) == [(1, ("hi",)), (2, ("hi",))]
