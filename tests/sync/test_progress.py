"""What takes long says so for as long as it takes, and no longer."""

from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.progress import Work
from safespot_tui.sync.link import FACTS_BETWEEN_WORDS
from tests.sync.chat import C


class Told:
    """Every progress that the store ever held."""

    def __init__(self, store) -> None:
        self.seen: list[tuple[Work, int]] = []
        self._store = store
        store.watch(("progress",), self._note)

    def _note(self) -> None:
        self.seen += [(item.work, item.done) for item in self._store.progress]


async def test_history_is_under_way_until_it_is_there(windows, ana) -> None:
    windows.server.gate.clear()
    ana.show(C)
    await windows.until(lambda: ana.store.progress)
    (progress,) = ana.store.progress
    assert (progress.work, progress.conversation_id) == (Work.HISTORY, C)

    windows.server.gate.set()

    await windows.until(lambda: not ana.store.progress)


async def test_catching_up_counts_what_came(windows, ana) -> None:
    told = Told(ana.store)
    windows.server.go_down()
    await windows.until(lambda: ana.store.connection.state is ConnectionState.OFFLINE)
    for number in range(FACTS_BETWEEN_WORDS + 5):
        windows.server.say(C, "u-beto", f"{number}")
    windows.server.down = False

    await windows.clock.advance(60)
    await windows.until(lambda: ana.store.connection.state is ConnectionState.LIVE)

    assert told.seen == [(Work.CATCH_UP, FACTS_BETWEEN_WORDS)]
    assert not ana.store.progress


async def test_everything_fetched_anew_is_told_and_ends(windows, ana) -> None:
    told = Told(ana.store)
    windows.server.epoch = "another"
    windows.server.cut()
    await windows.until(lambda: ana.store.connection.state is ConnectionState.OFFLINE)

    await windows.clock.advance(60)
    await windows.until(lambda: ana.store.connection.state is ConnectionState.LIVE)

    assert told.seen == [(Work.FIRST_SYNC, 0)]
    assert not ana.store.progress
