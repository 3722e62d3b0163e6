# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false
# pyright: reportCallIssue=false
# pyright: reportGeneralTypeIssues=false
# pyright: reportOperatorIssue=false
"""Rows that are shown as neighbours are neighbours, whatever arrives in whatever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import Message
from safespot_tui.store.timeline import Timeline, gap_before, is_gap

START = datetime(2026, 1, 1, tzinfo=UTC)
COUNT = 12


def message(number: int) -> Message:
    return Message(
        MessageId(f"m{number:03}"), "c", "u", START + timedelta(seconds=number), position=number
    )


ALL = [message(n) for n in range(COUNT)]


def block(timeline: Timeline, first: int, last: int) -> None:
    """A page of the server, first and last included."""
    timeline.merge(ALL[first : last + 1], has_older=first > 0, has_newer=last < COUNT - 1)


def numbers(timeline: Timeline) -> list[int | str]:
    return ["…" if is_gap(row) else int(row[1:]) for row in timeline.rows]


def check(timeline: Timeline) -> None:
    rows = numbers(timeline)
    held = [row for row in rows if row != "…"]
    assert held == sorted(set(held))
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        if row == "…":
            assert before != "…"
            assert index + 1 < len(rows)
            assert timeline.rows[index] == gap_before(timeline.rows[index + 1])
        elif before is None:
            assert row == 0, "older messages are missing and no row says so"
        elif before != "…":
            assert row == before + 1, "neighbours that are not"
    assert timeline.has_older == (rows[:1] == ["…"])
    assert timeline.oldest == (f"m{held[0]:03}" if held else None)
    assert timeline.newest == (f"m{held[-1]:03}" if held else None)


pages = st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)).map(sorted)


@given(st.lists(pages, max_size=8))
def test_pages_in_any_order(loaded):
    timeline = Timeline()
    for first, last in loaded:
        block(timeline, first, last)
        check(timeline)
        held = numbers(timeline)
        assert all(n in held for n in range(first, last + 1))

    block(timeline, 0, COUNT - 1)
    assert numbers(timeline) == list(range(COUNT))


@given(st.integers(1, COUNT - 1), st.lists(pages, max_size=5), st.data())
def test_live_messages_among_pages(seen, loaded, data):
    """The newest `seen` are known to the server at first; the others come live, also twice."""
    timeline = Timeline()
    timeline.merge([ALL[seen - 1]], has_older=seen > 1, has_newer=False)
    newest = seen
    for first, last in loaded:
        last = min(last, newest - 1)
        if first <= last:
            page = ALL[first : last + 1]
            timeline.merge(page, has_older=first > 0, has_newer=last < newest - 1)
            check(timeline)
        if newest < COUNT and data.draw(st.booleans()):
            assert timeline.append(ALL[newest])
            assert not timeline.append(ALL[newest])
            newest += 1
            check(timeline)


@given(st.lists(pages, max_size=8), st.lists(st.sampled_from("abc"), unique=True))
def test_splices_lead_from_every_version_to_the_last(loaded, pending):
    timeline = Timeline()
    history = {0: []}
    for first, last in loaded:
        block(timeline, first, last)
        history[timeline.version] = list(timeline.rows)
    timeline.set_pending([MessageId(f"temp-{name}") for name in pending])

    for version, rows in history.items():
        for splice in timeline.splices_since(version) or ():
            rows[splice.index : splice.index + splice.removed] = splice.inserted
        assert rows == list(timeline.rows)


def test_pending_follow_everything_confirmed():
    timeline = Timeline()
    timeline.set_pending(["temp-a", "temp-b"])
    timeline.merge(ALL[:2], has_older=False, has_newer=False)
    timeline.append(ALL[2])

    assert timeline.rows == ["m000", "m001", "m002", "temp-a", "temp-b"]
    assert timeline.pending == ["temp-a", "temp-b"]


def test_the_first_pending_gives_way_to_its_message_in_one_splice():
    timeline = Timeline()
    timeline.set_pending(["temp-a", "temp-b"])
    version = timeline.version

    timeline.append(ALL[0], replaces="temp-a")

    (splice,) = timeline.splices_since(version)
    assert (splice.index, splice.removed, splice.inserted) == (0, 1, ("m000",))
    assert timeline.rows == ["m000", "temp-b"]


def test_too_old_a_version_is_not_made_up():
    timeline = Timeline()
    for number in range(300):
        timeline.append(message(number))
    assert timeline.splices_since(0) is None
    assert len(timeline.splices_since(timeline.version - 256)) == 256


def test_a_message_is_found_where_it_stands():
    timeline = Timeline()
    block(timeline, 4, 6)
    assert timeline.rows[timeline.index_of(ALL[5])] == "m005"
    assert timeline.index_of(ALL[9]) is None


def test_opening_a_gap_and_letting_go():
    timeline = Timeline()
    block(timeline, 0, COUNT - 1)
    timeline.open_gap_before(ALL[5])
    timeline.open_gap_before(ALL[5])
    timeline.remove(ALL[0])
    assert numbers(timeline)[:6] == [1, 2, 3, 4, "…", 5]


@pytest.mark.parametrize("kept", [0, 1, 3, COUNT - 1, COUNT, COUNT + 5])
def test_what_is_forgotten_leaves_a_gap_that_joins_again(kept):
    timeline = Timeline()
    timeline.merge(ALL, has_older=False, has_newer=False)
    timeline.set_pending([MessageId("temp-a")])
    gone = timeline.forget(kept)

    assert list(gone) == ([m.id for m in ALL[: COUNT - kept]] if 0 < kept < COUNT else [])
    if gone:
        assert timeline.rows[0] == gap_before(ALL[COUNT - kept].id)
        assert not timeline.is_told(timeline.rows[0])
    assert timeline.index_of(ALL[-1]) == len(timeline.rows) - 2
    timeline.merge(ALL[: COUNT - kept + 1], has_older=False, has_newer=False)
    assert list(timeline.rows) == [*(m.id for m in ALL), "temp-a"]


def test_a_gap_is_told_where_a_server_says_that_there_is_more_and_else_only_not_loaded():
    timeline = Timeline()
    block(timeline, 9, COUNT - 1)
    block(timeline, 2, 4)
    assert [timeline.is_told(row) for row in timeline.rows if is_gap(row)] == [False, False]
    timeline = Timeline()
    timeline.merge(ALL[6:], has_older=False, has_newer=False)
    block(timeline, 2, 4)
    assert [timeline.is_told(row) for row in timeline.rows if is_gap(row)] == [False, True]
    block(timeline, 3, 7)
    assert not timeline.is_told(gap_before(ALL[6].id))


@pytest.mark.parametrize("size", [100, 20_000])
def test_an_append_costs_no_copy_of_the_rows(size):
    timeline = Timeline()
    timeline.merge([message(n) for n in range(size)], has_older=False, has_newer=False)
    version = timeline.version
    timeline.append(message(size))
    (splice,) = timeline.splices_since(version)
    assert (splice.index, splice.removed, len(splice.inserted)) == (size, 0, 1)
