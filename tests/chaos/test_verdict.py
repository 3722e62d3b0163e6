"""The checker notices what it is there for."""

from dataclasses import replace

import pytest

from tests.chaos.verdict import Talk, problems

GOOD = Talk(
    typed=["q1q", "q2q", "q3q", "q4q"],
    echoed={"q1q", "q2q", "q4q"},
    painted_sent={"q1q", "q4q"},
    heard=["z1z"],
    stored=["q1q", "z1z", "q2q", "q4q"],
    shown=["q1q", "z1z", "q2q", "q4q"],
)


def test_what_was_never_echoed_may_arrive_or_not():
    assert list(problems("plaza", GOOD)) == []
    all_of_it = ["q1q", "z1z", "q2q", "q3q", "q4q"]
    assert list(problems("plaza", replace(GOOD, stored=all_of_it, shown=all_of_it))) == []


def test_what_was_to_be_deleted_may_be_there_until_it_was_seen_gone():
    wanted = replace(GOOD, to_delete={"q4q"})
    assert list(problems("plaza", wanted)) == []
    gone = replace(wanted, stored=["q1q", "z1z", "q2q"], shown=["q1q", "z1z", "q2q"])
    assert list(problems("plaza", gone)) == []
    assert list(problems("plaza", replace(gone, deleted={"q4q"}))) == []


def stored(*markers: str) -> Talk:
    return replace(GOOD, stored=[*markers], shown=[*markers])


@pytest.mark.parametrize(
    ("talk", "noticed"),
    [
        (stored("q1q", "z1z", "q4q"), "q2q was on the screen and is lost"),
        (stored("z1z", "q2q", "q4q"), "q1q was shown as sent"),
        (stored("q1q", "z1z", "q2q", "q4q", "q2q"), "q2q is 2 times on the server"),
        (stored("q2q", "z1z", "q1q", "q4q"), "the server has ['q2q', 'q1q', 'q4q']"),
        (stored("q1q", "z1z", "q2q", "q4q", "q3q"), "but the server has"),
        (stored("q1q", "z1z", "q2q", "q4q", "q9q"), "q9q was written by nobody"),
        (stored("q1q", "q2q", "q4q"), "z1z of somebody else is lost"),
        (
            replace(GOOD, to_delete={"q4q"}, deleted={"q4q"}),
            "q4q was shown as deleted and is still there",
        ),
        (replace(stored("q1q", "z1z", "q4q"), to_delete={"q4q"}), "q2q was on the screen"),
        (replace(GOOD, shown=["q1q", "z1z", "q4q"]), "but the screen shows"),
        (replace(GOOD, shown=["z1z", "q1q", "q2q", "q4q"]), "but the screen shows"),
        (replace(GOOD, shown=[*GOOD.shown, "q4q"]), "q4q is 2 times on the screen"),
    ],
)
def test_lost_doubled_swapped_and_invented_messages_are_noticed(talk: Talk, noticed: str):
    assert any(noticed in problem for problem in problems("plaza", talk))
