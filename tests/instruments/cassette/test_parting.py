"""Where two recordings part: by what happened, and not by when, or under which ids."""

from msgspec import Raw

from safespot_tui.instruments.cassette.entry import (
    Answered,
    Called,
    Entry,
    Failed,
    Item,
    Pressed,
)
from safespot_tui.instruments.cassette.parting import parting_of
from safespot_tui.instruments.cassette.value import Value
from safespot_tui.instruments.cassette.wording import entry_in_words, time_in_words


def recording(digit: str, later: float = 0.0, answer: str = "Message") -> list[Entry]:
    """The same session, with ids of its own."""
    own = "-".join(digit * count for count in (8, 4, 4, 4, 12))
    sent = Raw(f'{{"intent":{{"type":"SetFlags","conversation_id":"{own}"}}}}'.encode())
    return [
        Pressed(1.0 + later, "p", "p"),
        Called(1.1 + later, 1, "perform", sent),
        Item(1.2 + later, 9, Value("Heartbeat", Raw(b"{}"))),
        Item(1.3 + later, 9, Value("MemberUpdated", Raw(f'{{"id":"{own}"}}'.encode()))),
        Answered(1.4 + later, 1, Value(answer, Raw(f'{{"id":"{own}"}}'.encode()))),
    ]


def test_ids_times_and_what_passes_make_no_difference() -> None:
    other = recording("b", later=0.7)
    del other[2]
    assert parting_of(recording("a"), other) is None


def test_another_answer_is_where_they_part() -> None:
    parting = parting_of(recording("a"), recording("b", answer="NoneType"))
    assert parting is not None
    assert parting.first == recording("a")[4]
    assert parting.second == recording("b", answer="NoneType")[4]


def test_the_first_of_several_is_told() -> None:
    other = recording("b", answer="NoneType")
    other[0] = Pressed(1.0, "q", "q")
    parting = parting_of(recording("a"), other)
    assert parting is not None
    assert (parting.first, parting.second) == (recording("a")[0], other[0])


def test_one_ends_before_the_other() -> None:
    parting = parting_of(recording("a"), recording("b")[:3])
    assert parting is not None
    assert (parting.first, parting.second) == (recording("a")[3], None)


def test_an_entry_in_words() -> None:
    failed = Failed(1.0, 1, Value("Unreachable", Raw(b'{"reason":"no \\u001b[1mline"}')))
    assert entry_in_words(failed) == "Unreachable no \u241b[1mline"
    assert entry_in_words(recording("a")[0]) == "key p"
    assert time_in_words(75.0421) == "1:15.042"
