"""What a moderator does, again and again: looks, types, looks away, catches up, reads back."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from safespot_tui.domain.ids import MessageId
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.sync.engine import Engine
from tests.silent.towns import Town

PATIENCE_SECONDS = 40.0


async def until(true: Callable[[], bool]) -> None:
    """Let everybody work until something is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.01)


def words_in(engine: Engine, town: Town, number: int) -> list[str]:
    """What is shown of a room."""
    rows = engine.store.timeline(town.rooms[number]).rows
    messages = (engine.store.message(MessageId(row)) for row in rows)
    return [message.content for message in messages if message is not None]


async def work(engine: Engine, town: Town, rounds: range) -> None:
    """Rounds through the rooms, in each of which something comes: where one is, and elsewhere."""
    for turn in rounds:
        for number, room in enumerate(town.rooms):
            elsewhere = (number + 1) % len(town.rooms)
            # Every other time on the wall, where all of them are on the screen.
            engine.show(room, beside=town.rooms if turn % 2 else ())
            engine.typed(room)
            news = [f"acá {turn} {number}", f"allá {turn} {number}"]
            await town.write(number, news[0])
            await town.write(elsewhere, news[1])
            await until(lambda: news[0] in words_in(engine, town, number))  # noqa: B023
            await until(lambda: news[1] in words_in(engine, town, elsewhere))  # noqa: B023
            engine.set_focused(focused=False)
            engine.set_focused(focused=True)
            engine.mark_read(room)
            with suppress(GatewayError):
                await engine.load_older(room)
    engine.show(None)


async def work_for(engine: Engine, town: Town, seconds: float) -> int:
    """Work for so long; gives how many rounds it was."""
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        await work(engine, town, range(rounds, rounds + 1))
        rounds += 1
    return rounds
