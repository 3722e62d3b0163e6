# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""Pages of stored history end at the first gap; what is beyond one is never made up."""

import time
from pathlib import Path

import pytest

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.extract import read_stored
from safespot_tui.archive.rows import Facts, MessageRow, all_facts, changed_facts
from safespot_tui.domain.event import HistoryPage, MessageCreated
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import gap_before


class Kept:
    """A store and the archive that follows it."""

    def __init__(self, path: Path) -> None:
        self.store = Store()
        self.archive = Archive(path, OriginClientId("one"))

    def apply(self, *patches) -> None:
        batch = self.store.apply(*patches)
        cursor = Cursor("e.1")
        if batch.reset:
            self.archive.commit(all_facts(self.store, self.store.me, cursor, reset=True))
        else:
            self.archive.commit(changed_facts(self.store, self.store.me, cursor, batch.keys))

    def restart(self, path: Path) -> None:
        self.archive.close()
        self.archive = Archive(path, OriginClientId("again"))
        self.store = Store()
        self.store.apply(self.archive.contents.restored)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def kept(path: Path) -> Kept:
    return Kept(path)


def ids(page: HistoryPage) -> list[int]:
    return [message.position for message in page.messages]


def block(messages, *, has_older, has_newer=False, before=None):
    return HistoryPage(
        messages[0].conversation_id,
        tuple(messages),
        has_older,
        has_newer,
        before=before.id if before else None,
    )


def test_the_newest_message_of_a_snapshot_says_nothing_of_what_is_before_it(make, kept):
    last = make.message("last", 9)
    kept.apply(make.snapshot(last))

    page = kept.archive.page(make.plaza, last, 50)

    assert (ids(page), page.has_older) == ([], True)


def test_a_page_joined_to_the_newest_message_is_read_back_to_its_own_gap(make, kept):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[8]))
    kept.apply(block(messages[4:8], has_older=True, before=messages[8]))

    page = kept.archive.page(make.plaza, messages[8], 50)

    assert (ids(page), page.has_older) == ([5, 6, 7, 8], True)
    page = kept.archive.page(make.plaza, messages[4], 50)
    assert (ids(page), page.has_older) == ([], True)


def test_the_beginning_of_a_conversation_is_known_to_be_the_beginning(make, kept):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[8]))
    kept.apply(block(messages[:8], has_older=False, before=messages[8]))

    page = kept.archive.page(make.plaza, messages[8], 50)

    assert (ids(page), page.has_older) == (list(range(1, 9)), False)
    page = kept.archive.page(make.plaza, messages[0], 50)
    assert (ids(page), page.has_older) == ([], False)


def test_a_page_of_the_limit_says_whether_there_is_more(make, kept):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[8]))
    kept.apply(block(messages[:8], has_older=False, before=messages[8]))

    assert ids(kept.archive.page(make.plaza, messages[8], 3)) == [6, 7, 8]
    assert kept.archive.page(make.plaza, messages[8], 3).has_older
    assert not kept.archive.page(make.plaza, messages[8], 8).has_older


def test_live_messages_are_joined_to_what_was_there_before_the_restart(make, kept, path):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[5]))
    kept.apply(block(messages[:5], has_older=False, before=messages[5]))
    kept.restart(path)

    kept.apply(MessageCreated(messages[6]))
    kept.apply(MessageCreated(messages[7]))

    page = kept.archive.page(make.plaza, messages[7], 50)
    assert (ids(page), page.has_older) == ([1, 2, 3, 4, 5, 6, 7], False)


def test_restoring_and_loading_pages_again_does_not_forget_what_joins_them(make, kept, path):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[8]))
    kept.apply(block(messages[:8], has_older=False, before=messages[8]))
    kept.restart(path)

    kept.apply(kept.archive.page(make.plaza, messages[8], 3))
    kept.restart(path)

    assert ids(kept.archive.page(make.plaza, messages[5], 50)) == [1, 2, 3, 4, 5]


def test_a_gap_in_the_middle_stops_a_page_until_it_is_filled(make, kept):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[8]))
    kept.apply(block(messages[0:2], has_older=False, has_newer=True))
    page = kept.archive.page(make.plaza, messages[8], 50)
    assert (ids(page), page.has_older) == ([], True)

    kept.apply(block(messages[2:8], has_older=True, before=messages[8]))
    assert ids(kept.archive.page(make.plaza, messages[8], 50)) == [3, 4, 5, 6, 7, 8]

    kept.apply(block(messages[1:2], has_older=True, before=messages[2]))
    assert ids(kept.archive.page(make.plaza, messages[8], 50)) == list(range(1, 9))


def test_a_page_that_ends_where_it_joins_closes_the_gap_in_the_file(make, kept):
    messages = make.messages(1, 4)
    kept.apply(make.snapshot(messages[3]))
    kept.apply(HistoryPage(make.plaza, (), False, False, before=messages[3].id))

    page = kept.archive.page(make.plaza, messages[3], 50)

    assert (ids(page), page.has_older) == ([], False)


def test_a_page_costs_the_same_whatever_lies_behind_it(make, tmp_path):
    def cost(count: int) -> float:
        archive = Archive(tmp_path / f"{count}.db", OriginClientId("one"))
        messages = make.messages(1, count)
        archive.commit(
            Facts(make.me, None, messages=tuple(MessageRow(m, m.position == 1) for m in messages))
        )

        def once() -> float:
            started = time.perf_counter()
            assert len(archive.page(make.plaza, messages[-1], 50).messages) == 50
            return time.perf_counter() - started

        return min(once() for _ in range(20))

    assert cost(20_000) < 10 * cost(100)


def test_a_page_around_a_message_ends_at_the_gaps_on_both_sides(make, kept):
    messages = make.messages(1, 12)
    kept.apply(make.snapshot(messages[11]))
    kept.apply(block(messages[3:8], has_older=True, has_newer=True))

    page = kept.archive.around(make.plaza, messages[5].id, 50)
    assert (ids(page), page.has_older, page.has_newer) == ([4, 5, 6, 7, 8], True, True)
    page = kept.archive.around(make.plaza, messages[5].id, 3)
    assert (ids(page), page.has_older, page.has_newer) == ([5, 6, 7], True, True)
    assert kept.archive.around(make.plaza, "m-strange", 50) is None


def test_what_is_loaded_apart_in_memory_stays_joined_in_the_file(make, kept, path):
    messages = make.messages(1, 12)
    kept.apply(make.snapshot(messages[11]))
    kept.apply(block(messages[:11], has_older=False, before=messages[11]))
    kept.restart(path)

    kept.apply(block(messages[2:5], has_older=True, has_newer=True))

    assert kept.store.timeline(make.plaza).rows[-2] == gap_before(messages[11].id)
    assert ids(kept.archive.page(make.plaza, messages[11], 50)) == list(range(1, 12))


def test_all_that_is_stored_is_read_in_order_and_across_gaps(make, kept, path):
    messages = make.messages(1, 9)
    kept.apply(make.snapshot(messages[8]))
    kept.apply(block(messages[1:3], has_older=True, before=messages[5]))

    assert [each.position for each in read_stored(path, make.plaza)] == [2, 3, 9]
    assert not read_stored(path.with_name("none.db"), make.plaza)
    assert not read_stored(path, "elsewhere")
