"""A message that comes after younger ones takes its place, and nothing is denied."""

from safespot_tui.domain.event import MessageCreated
from safespot_tui.store.patch import Restored
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import gap_before


def test_what_is_above_a_message_that_comes_late_may_be_missing(make):
    _, second, third = make.messages(1, 3)
    store = Store()
    # As after a crash: the answer to the last send was kept, what came before it was not yet told.
    store.apply(Restored(make.me, make.entities(third)))

    store.apply(MessageCreated(second))

    timeline = store.timeline(make.plaza)
    assert timeline.has_older
    assert timeline.rows[:2] == [gap_before(second.id), second.id]
    assert timeline.rows[-1] == third.id
    assert store.follows_gap(second) is None, "the file may know more"
