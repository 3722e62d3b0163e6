"""How long answers took."""

from safespot_tui.domain.utterance import Utterance
from safespot_tui.insight.answers import answers_of_anybody, answers_of_the_desk
from safespot_tui.insight.durations import Spread
from tests.insight.said import OTHER, heard


def is_desk(said: Utterance) -> bool:
    return said.sender_id == "me"


def test_a_wait_is_from_the_first_of_a_row_to_the_first_of_somebody_else() -> None:
    answers = answers_of_anybody()
    for each in (heard("ana", 0), heard("ana", 2), heard("beto", 5), heard("ana", 6)):
        answers.hear(each)
    spread = answers.spread()
    assert (spread.count, spread.median, spread.p90) == (2, 60, 300)
    assert [(slow.seconds, slow.message_id) for slow in spread.slowest] == [
        (300, "ana-plaza-0"),
        (60, "beto-plaza-5"),
    ]


def test_who_is_gone_is_somebody_else_than_those_who_are_there() -> None:
    answers = answers_of_anybody()
    for each in (heard(None, 0), heard(None, 1), heard("ana", 3)):
        answers.hear(each)
    assert answers.spread().median == 180


def test_the_desk_answers_what_all_others_wrote_since_it_last_did() -> None:
    answers = answers_of_the_desk(is_desk)
    for each in (
        heard("me", 0),
        heard("ana", 10),
        heard("beto", 20),
        heard("me", 30),
        heard("me", 50),
        heard("beto", 60),
    ):
        answers.hear(each)
    assert answers.spread().slowest[0].seconds == 20 * 60
    assert answers.spread().count == 1


def test_nothing_is_counted_over_what_may_be_missing() -> None:
    for answers in (answers_of_anybody(), answers_of_the_desk(is_desk)):
        answers.hear(heard("ana", 0))
        answers.hear(heard("me", 90, gap=True))
        assert answers.spread() == Spread()


def test_conversations_know_nothing_of_each_other() -> None:
    answers = answers_of_anybody()
    for each in (heard("ana", 0), heard("beto", 1, where=OTHER), heard("beto", 4)):
        answers.hear(each)
    assert [slow.seconds for slow in answers.spread().slowest] == [240]
