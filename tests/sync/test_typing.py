# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false
"""How often typing is told, and when others' is forgotten."""

from safespot_tui.domain.event import TypingChanged
from safespot_tui.sync.typing import OthersTyping, OwnTyping


def test_it_is_told_at_once_and_renewed_every_three_seconds():
    own = OwnTyping()
    signs = [own.typed("c", now / 2) for now in range(13)]
    assert [n / 2 for n, sign in enumerate(signs) if sign == ("c", True)] == [0, 3, 6]


def test_it_is_taken_back_after_five_idle_seconds_and_once():
    own = OwnTyping()
    own.typed("c", 0.0)
    own.typed("c", 2.0)
    assert own.next_due() == 7.0
    assert own.expired(6.9) == []
    assert own.expired(7.0) == [("c", False)]
    assert own.expired(99.0) == []
    assert own.typed("c", 8.0) == ("c", True)


def test_who_looks_away_types_no_more():
    own = OwnTyping()
    own.typed("c", 0.0)
    assert own.stop() == [("c", False)]
    assert own.stop() == []
    assert own.typed("c", 1.0) == ("c", True)


def test_sending_says_it_by_itself():
    own = OwnTyping()
    own.typed("c", 0.0)
    own.sent("c")
    assert own.next_due() is None
    assert own.typed("c", 1.0) == ("c", True)


def test_others_are_forgotten_after_six_seconds_without_a_word():
    others = OthersTyping()
    others.heard(TypingChanged("c", "u", typing=True), 0.0)
    others.heard(TypingChanged("c", "u", typing=True), 4.0)
    others.heard(TypingChanged("c", "v", typing=True), 1.0)
    others.heard(TypingChanged("c", "v", typing=False), 2.0)
    assert others.next_due() == 10.0
    assert others.expired(9.9) == []
    assert others.expired(10.0) == [TypingChanged("c", "u", typing=False)]
    assert others.next_due() is None
