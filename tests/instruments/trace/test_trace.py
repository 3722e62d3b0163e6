"""A trace has an end, whatever crosses."""

from safespot_tui.instruments.trace.entry import Answered, Asked, Framed
from safespot_tui.instruments.trace.trace import OWN_BYTES, Trace
from tests.sync.still_clock import StillClock


def ask(trace: Trace) -> int:
    number = trace.next_number()
    trace.note(Asked(number, trace.now, "GET", "/", {}, "", 0))
    return number


def answer(trace: Trace, of: int, body: str = "") -> int:
    number = trace.next_number()
    trace.note(Answered(number, of, trace.now, 200, body, len(body)))
    return number


def test_the_oldest_go_when_there_are_too_many():
    trace = Trace(StillClock(), most=3)
    first = ask(trace)
    answered = [answer(trace, first) for _ in range(3)]
    assert [entry.number for entry in trace] == answered
    assert trace.get(first) is None
    assert trace.oldest == answered[0]
    assert [entry.number for entry in trace.made_of(first)] == answered
    second = ask(trace)
    answer(trace, second)
    assert [entry.number for entry in trace.made_of(first)] == answered[2:]
    ask(trace)
    assert trace.made_of(first) == []


def test_the_oldest_go_when_they_are_too_large():
    trace = Trace(StillClock(), most_bytes=10 * OWN_BYTES)
    first = ask(trace)
    for _ in range(20):
        answer(trace, first, "x" * (2 * OWN_BYTES))
    assert len(trace) == 3
    assert trace.size <= 10 * OWN_BYTES


def test_listeners_are_told_of_each_entry():
    trace = Trace(StillClock())
    heard = list[object]()
    trace.listeners.append(heard.append)
    frame = Framed(trace.next_number(), 0, trace.now, "message-created", "1", "{}", 20)
    trace.note(frame)
    assert heard == [frame]
