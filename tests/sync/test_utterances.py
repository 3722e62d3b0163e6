# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What is kept is read for figures beside the loop, with what has just come."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import aclosing

import apsw
import pytest

from safespot_tui.sync.errors import Unreadable
from safespot_tui.sync.slices import beside
from tests.sync.chat import C
from tests.tui.until import until


async def newest_is_known(windows, engine) -> None:
    """Something was said, and the window is the one that writes it."""
    windows.server.say(C, "u-beto", "recién")
    await windows.until(
        lambda: engine._keeper.leads and engine.store.conversation(C).head_position == 2
    )


async def contents(engine, **asked) -> list[str]:
    slices = engine.utterances(None, None, **asked)
    return [heard.said.content async for some in slices for heard in some]


async def test_what_has_just_come_is_among_it(windows, ana) -> None:
    await newest_is_known(windows, ana)
    assert (await contents(ana))[-1] == "recién"
    assert await contents(ana, within="c-other") == []


async def test_ends_are_those_of_the_file(windows, ana) -> None:
    await newest_is_known(windows, ana)
    endings = ana.endings([C], 10, lambda said: said.content == "recién")
    ((ending,),) = [some async for some in endings]
    assert [heard.said.content for heard in ending.heard] == ["recién"]


async def test_what_cannot_be_read_is_told_in_a_sentence(windows, ana) -> None:
    await newest_is_known(windows, ana)
    await contents(ana)
    connection = apsw.Connection(str(ana._keeper._archive.path))
    connection.execute("DROP TRIGGER messages_changed")
    connection.execute("UPDATE messages SET value = x'00'")
    connection.close()
    with pytest.raises(Unreadable):
        await contents(ana)


async def test_slices_are_read_in_another_thread_and_only_as_they_are_asked_for() -> None:
    threads: list[int] = []

    def read() -> Generator[int]:
        for number in range(5):
            threads.append(threading.get_ident())
            yield number

    async with aclosing(beside(read())) as slices:
        assert await anext(slices) == 0
        assert await anext(slices) == 1
    assert len(threads) == 2
    assert threading.get_ident() not in threads


async def test_who_asks_no_more_need_not_wait_for_what_is_being_read() -> None:
    reading, go_on = threading.Event(), threading.Event()
    closed: list[bool] = []

    def read() -> Generator[int]:
        try:
            yield 0
            reading.set()
            go_on.wait()
            yield 1
        finally:
            closed.append(True)

    async def ask() -> None:
        async for _number in beside(read()):
            pass

    asking = asyncio.create_task(ask())
    await until(reading.is_set)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not closed, "it is read still"
    go_on.set()
    await until(lambda: bool(closed))
