"""What waits to be looked at, and in which order one goes there."""

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.watching.hits import MOST_KEPT, Hit, Hits
from safespot_tui.watching.rule import Rule, Silence, Words

THREATS, QUIET = Rule("threats", Words(("x",))), Rule("quiet", Silence(5))


def hit(number: int, *rules: Rule) -> Hit:
    return Hit(ConversationId("c"), MessageId(f"m-{number}"), rules or (THREATS,))


def test_the_one_that_waits_longest_comes_first_and_then_all_again() -> None:
    hits = Hits()
    assert hits.next() is None
    for number in range(3):
        hits.add(hit(number))
    assert hits.count == 3
    hits.see(hit(1))
    assert [hits.next(), hits.next(), hits.next(), hits.next(), hits.next()] == [
        hit(0), hit(2), hit(0), hit(1), hit(2),
    ]  # fmt: skip
    assert (hits.count, list(hits.conversations)) == (0, [])


def test_what_comes_while_one_goes_through_all_comes_next() -> None:
    hits = Hits()
    hits.add(hit(0))
    hits.add(hit(1))
    for _each in range(3):
        hits.next()
    hits.add(hit(2))
    assert hits.next() == hit(2)


def test_what_one_message_hits_is_one_hit() -> None:
    hits = Hits()
    assert hits.add(hit(0))
    hits.next()
    assert not hits.add(hit(0))
    assert hits.count == 0
    assert hits.add(hit(0, QUIET))
    assert hits.of(MessageId("m-0")) == (THREATS, QUIET)
    assert [each.names for each in hits.waiting_in(ConversationId("c"))] == [("threats", "quiet")]


def test_what_is_about_no_message_can_come_again() -> None:
    hits = Hits()
    silence = Hit(ConversationId("c"), None, (QUIET,))
    assert hits.add(silence)
    hits.next()
    assert hits.add(silence)
    assert hits.count == 1


def test_the_oldest_are_forgotten() -> None:
    hits = Hits()
    for number in range(MOST_KEPT + 1):
        hits.add(hit(number))
    assert (hits.count, hits.next()) == (MOST_KEPT, hit(1))
