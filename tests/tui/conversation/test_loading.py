"""What is being fetched says how much there is, where that is known."""

from safespot_tui.domain.event import HistoryPage, Snapshot
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.reading import Reading
from safespot_tui.tui.conversation.row import RowKeys
from tests.tui.neighbourhood import build_neighbourhood

CUADRA = ConversationId("c-cuadra")


def reading_from(first: int) -> Reading:
    """A conversation of which only what is from a position on is known."""
    whole, store = build_neighbourhood(), Store()
    entities = whole.base_entities()
    assert whole.me is not None
    store.apply(Snapshot(whole.me, Cursor("x"), entities))
    held = [
        message
        for number in range(first, 13)
        if (message := whole.message(MessageId(f"m-cuadra-{number:03}"))) is not None
    ]
    store.apply(HistoryPage(CUADRA, tuple(held), has_older=first > 1, has_newer=False))
    return Reading(store, CUADRA, Clock(), RowKeys())


def test_it_says_how_many_are_further_back() -> None:
    reading = reading_from(9)
    gap = GapId(reading.timeline.rows[0])
    assert reading.loading_words(gap) == "Loading… 8 messages are further back"


def test_a_gap_in_between_says_only_that_it_loads() -> None:
    assert reading_from(9).loading_words(GapId("gap-elsewhere")) == "Loading…"
