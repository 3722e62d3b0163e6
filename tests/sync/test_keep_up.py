# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What comes faster than it can be written waits at the server, and not in memory."""

import asyncio

import pytest

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync import keeper, link
from tests.sync.chat import C

MOST, PIECE, COUNT = 10, 5, 60


@pytest.fixture(autouse=True)
def little(monkeypatch):
    monkeypatch.setattr(keeper, "MOST_UNWRITTEN", MOST)
    monkeypatch.setattr(link, "LARGEST_PIECE", PIECE)


async def live(windows, ana) -> None:
    """What comes from now on comes by the stream."""
    await windows.until(lambda: ana.store.connection.state is ConnectionState.LIVE)
    await windows.until_written(lambda: not ana._keeper._unwritten.rows)


def say(windows) -> int:
    for number in range(COUNT):
        windows.server.say(C, "u-beto", f"{number}")
    return windows.server.conversations[C].head_position


async def test_the_stream_waits_for_the_disk(windows, ana, monkeypatch):
    in_the_worker, free = asyncio.Event(), asyncio.Event()
    write = ana._keeper._in_worker

    async def held_up(do, *arguments):
        if do == ana._keeper._archive.commit:
            in_the_worker.set()
            await free.wait()
        return await write(do, *arguments)

    await live(windows, ana)
    monkeypatch.setattr(ana._keeper, "_in_worker", held_up)
    head = say(windows)
    await in_the_worker.wait()
    try:
        for _ in range(1_000):
            await asyncio.sleep(0)
        assert ana.store.conversation(C).head_position < head - COUNT / 2
        first = next(m.id for m in windows.server.messages.values() if m.content == "0")
        assert ana._keeper.is_unwritten(first), "a commit that is under way may fail"
    finally:
        free.set()
    await windows.until(lambda: ana.store.conversation(C).head_position == head)
    await windows.until_written(lambda: not ana._keeper.is_unwritten(first))


async def test_a_disk_that_takes_nothing_holds_nobody_up(windows, ana, monkeypatch):
    def refuse(*_arguments):
        raise ArchiveError("The disk is full.")

    await live(windows, ana)
    monkeypatch.setattr(ana._keeper._archive, "commit", refuse)
    head = say(windows)
    await windows.until(lambda: ana.store.conversation(C).head_position == head)
