"""A loop in which time is counted: nothing is waited for, and two runs go the same way."""

import asyncio
import threading
import time

import pytest

from safespot_tui.stage.replay import loop as loops
from safespot_tui.stage.replay.loop import ORIGIN, ReplayLoop, Stuck


def run(work: object) -> object:
    with asyncio.Runner(loop_factory=ReplayLoop) as runner:
        return runner.run(work)  # type: ignore[arg-type]


async def turn_round(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


def test_an_hour_takes_no_time() -> None:
    async def work() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time() - ORIGIN

    began = time.monotonic()
    assert run(work()) == pytest.approx(3600)
    assert time.monotonic() - began < 60


def test_who_waits_for_a_little_more_than_nothing_gets_on() -> None:
    async def work() -> int:
        loop, turns = asyncio.get_running_loop(), 0
        due = loop.time() + 1e-7
        busy = asyncio.create_task(turn_round(20))
        while loop.time() < due:
            turns += 1
            await asyncio.sleep(due - loop.time())
        await busy
        return turns

    assert run(work()) == 1


def test_what_is_for_a_thread_is_done_in_this_one() -> None:
    async def work() -> bool:
        here = threading.get_ident()
        return await asyncio.to_thread(threading.get_ident) == here

    assert run(work())


def test_who_waits_for_rest_is_last() -> None:
    async def work() -> list[str]:
        loop, said = asyncio.get_running_loop(), list[str]()
        assert isinstance(loop, ReplayLoop)

        async def busy() -> None:
            await turn_round(50)
            said.append("busy")

        async def later() -> None:
            await asyncio.sleep(0.001)
            said.append("later")

        tasks = asyncio.create_task(busy()), asyncio.create_task(later())
        await loop.rest()
        said.append("rest")
        await asyncio.gather(*tasks)
        return said

    assert run(work()) == ["busy", "rest", "later"]


def test_waiting_for_what_never_comes_is_said() -> None:
    async def work() -> None:
        await asyncio.Event().wait()

    loop = ReplayLoop()
    task = loop.create_task(work())
    with pytest.raises(Stuck):
        loop.run_until_complete(task)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()


def test_going_in_circles_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        loop = asyncio.get_running_loop()

        def circle() -> None:
            loop.call_soon(circle)

        circle()
        await asyncio.Event().wait()

    monkeypatch.setattr(loops, "MOST_TURNS", 100)
    loop = ReplayLoop()
    task = loop.create_task(work())
    with pytest.raises(Stuck):
        loop.run_until_complete(task)
    monkeypatch.undo()
    loop._ready.clear()  # pyright: ignore[reportPrivateUsage]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()
