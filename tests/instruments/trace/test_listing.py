"""What is listed of a trace, what a line says, and which a filter lets through."""

import shlex

import msgspec
import pytest

from safespot_tui.instruments.trace.curl import curl
from safespot_tui.instruments.trace.entry import Asked
from safespot_tui.instruments.trace.filter import Filter, filter_in
from safespot_tui.instruments.trace.listing import Listing
from safespot_tui.instruments.trace.row import bytes_in_short, row_of, seconds_in_short
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.instruments.trace.written import line_of, story_json
from tests.instruments.trace.entries import PLAZA, Notes
from tests.sync.still_clock import StillClock


@pytest.fixture
def notes() -> Notes:
    return Notes()


def listed(notes: Notes) -> Listing:
    listing = Listing(notes.trace, lambda name: [PLAZA] if name == "plaza" else [])
    listing.show(Filter())
    notes.trace.listeners.append(listing.note)
    return listing


def whats(listing: Listing) -> list[str]:
    stories = [listing.story(number) for number in listing.numbers]
    return [row_of(story).what for story in stories if story is not None]


def test_a_frame_is_told_with_all_that_became_of_it(notes: Notes):
    listing = listed(notes)
    frame = notes.message(notes.stream())
    story = listing.story(frame)
    assert story is not None
    row = row_of(story)
    assert row.what == "message-created e.7"
    assert row.became == "2Δ → inbox, messages"
    assert row.size == 42
    assert row.latency == pytest.approx(0.03)
    assert listing.numbers == [2, frame]


def test_what_is_told_together_is_one_change_of_all(notes: Notes):
    listing = listed(notes)
    stream = notes.stream()
    first, second = (notes.frame(stream, "message-created") for _ in range(2))
    notes.paint(notes.patch(notes.tell(first), notes.tell(second, "m-2")), "inbox")
    for frame in (first, second):
        story = listing.story(frame)
        assert story is not None
        assert row_of(story).became == "2Δ → inbox"


def test_an_exchange_is_one_line_which_says_how_it_went(notes: Notes):
    listing = listed(notes)
    asked = notes.ask("POST", "/conversations/c-plaza/messages", '{"content":"x"}')
    assert [row_of(s).status for n in listing.numbers if (s := listing.story(n))] == ["…"]
    notes.answer(asked, 429, '{"error":{}}', seconds=0.29)
    (row,) = [row_of(s) for n in listing.numbers if (s := listing.story(n))]
    assert (row.status, row.size, row.failed) == ("429", 12, True)
    assert row.latency == pytest.approx(0.3)
    gone = notes.ask("GET", "/sync")
    notes.broke(gone, "ConnectError: nobody there")
    row = row_of(listing.story(gone))  # pyright: ignore[reportArgumentType]
    assert (row.status, row.became, row.failed) == ("✗", "ConnectError: nobody there", True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ["GET /events", "message-created e.7", "GET /sync", "POST /x", "typing"]),
        ("sync", ["GET /sync"]),
        ("get", ["GET /events", "GET /sync"]),
        ("CREATED", ["message-created e.7"]),
        ("status>=400", ["POST /x"]),
        ("status<400 get", ["GET /sync"]),
        ("status=", []),
        ("slow>200ms", ["GET /sync"]),
        ("slow>0.02s", ["message-created e.7", "GET /sync"]),
        ("in:plaza", ["message-created e.7", "GET /sync", "POST /x"]),
        ("in:nowhere", []),
        ("inbox", ["message-created e.7"]),
    ],
)
def test_a_filter_lets_through_what_it_says(notes: Notes, written: str, expected: list[str]):
    # What is there already, and what comes.
    before, after = Notes(), listed(notes)
    after.show(filter_in(written))
    for each in (before, notes):
        stream = each.stream()
        each.message(stream)
        each.exchange("GET", "/sync", 200, seconds=0.5)
        each.exchange("POST", "/x", 404)
        each.frame(stream, "typing")
    held = listed(before)
    held.show(filter_in(written))
    assert whats(held) == expected
    assert whats(after) == expected


def test_what_has_gone_from_the_trace_is_listed_no_more():
    notes = Notes(Trace(StillClock(), most=10))
    listing = listed(notes)
    stream = notes.stream()
    for _ in range(30):
        notes.frame(stream, "typing")
    assert len(listing.numbers) == 10
    assert listing.numbers[0] == notes.trace.oldest
    assert listing.index_of(1) == 0


def test_a_request_is_made_again_by_a_command_without_its_secret(notes: Notes):
    number = notes.ask("POST", "/c/1?a='b'", '{"content":"it\'s"}')
    asked = notes.trace.get(number)
    assert isinstance(asked, Asked)
    command = curl(asked)
    assert '-H "Authorization: Bearer $SAFESPOT_TOKEN"' in command
    words = shlex.split(command)
    assert words[:4] == ["curl", "-sS", "-X", "POST"]
    assert "https://chat.example/c/1?a='b'" in words
    assert words[-2:] == ["--data-raw", asked.body]
    assert "x-origin-client-id: window-1" in words


def test_entries_are_written_as_json(notes: Notes):
    frame = notes.message(notes.stream())
    lines = [msgspec.json.decode(line_of(entry)) for entry in notes.trace]
    assert [line["kind"] for line in lines] == [
        "called",
        "asked",
        "framed",
        "told",
        "patched",
        "repainted",
    ]
    assert lines[3]["item"]["event"] == "message-created"
    assert lines[3]["item"]["fact"]["event"]["message"]["id"] == "m-1"
    story = listed(notes).story(frame)
    assert story is not None
    assert [each["number"] for each in msgspec.json.decode(story_json(story))] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0k"),
        (99_949, "99.9k"),
        (99_950, "100k"),
        (2_000_000, "2.0M"),
    ],
)
def test_sizes_are_short(size: int, words: str):
    assert bytes_in_short(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0004, "0.4ms"), (0.00994, "9.9ms"), (0.00996, "10ms"), (0.9994, "999ms"), (1.84, "1.8s")],
)
def test_durations_are_short(seconds: float, words: str):
    assert seconds_in_short(seconds) == words
