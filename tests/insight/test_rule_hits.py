"""What watch rules hit among all that is kept."""

from safespot_tui.domain.ids import UserId
from safespot_tui.insight.known import Known
from safespot_tui.insight.rule_hits import RuleTally
from safespot_tui.watching.rule import Burst, By, Categories, People, Rule, Silence, Words
from tests.insight.said import OTHER, PLAZA, heard

RULES = (
    Rule("words", Words(("amenaza",))),
    Rule("quiet", Silence(30)),
    Rule("ana", People(("Ana María",))),
    Rule("street", Categories(("Vía pública",))),
    Rule("flood", Burst(2, 60)),
)


def hits(*said, **known) -> dict[str, tuple[int, int]]:
    tally = RuleTally(Known(me=UserId("me"), rules=RULES, **known))
    for each in said:
        tally.hear(each)
    return {each.name: (each.count, each.conversations) for each in tally.hits() if each.count}


def test_own_words_hit_nothing_and_end_a_silence() -> None:
    assert hits(heard("me", 0, text="amenaza"), heard("me", 40)) == {"quiet": (1, 1)}


def test_over_what_may_be_missing_nobody_was_silent() -> None:
    assert hits(heard("ana", 0), heard("ana", 40, gap=True)) == {}


def test_people_categories_and_bursts_are_known_here() -> None:
    told = hits(
        heard("ana", 0, text="una amenaza"),
        heard("beto", 0.5),
        heard("ana", 1, where=OTHER),
        aliases={UserId("ana"): "Ana María"},
        categories={OTHER: "Vía pública"},
    )
    assert told == {"words": (1, 1), "ana": (2, 2), "street": (1, 1), "flood": (1, 1)}


def test_two_who_are_called_the_same_are_two() -> None:
    rules = (Rule("flood", Burst(2, 60, By.PERSON)),)
    names = {UserId("ana"): "Ana", UserId("ana2"): "Ana"}
    tally = RuleTally(Known(me=None, rules=rules, aliases=names))
    for who, where in (("ana", PLAZA), ("ana2", PLAZA), ("ana", OTHER)):
        tally.hear(heard(who, 0, where=where))
    (flood,) = tally.hits()
    assert (flood.count, flood.conversations) == (1, 1)


def test_a_rule_counts_where_it_is_for() -> None:
    told = hits(
        heard("ana", 0, text="amenaza"),
        heard("ana", 5, where=OTHER, text="amenaza"),
        counts=lambda _rule, conversation_id: conversation_id == PLAZA,
    )
    assert told == {"words": (1, 1)}
