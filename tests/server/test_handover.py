"""In which order streams are sent what they were told, and what may happen in between."""

import asyncio

from safespot_tui.server.frames import Sync
from safespot_tui.server.handover import Handover
from safespot_tui.server.listener import Listener

STREAMS = 1_000
SYNC = Sync(10)


class Told(Listener):
    """Writes down that it was its turn."""

    def __init__(self, user_id: str, turns: list[str]) -> None:
        super().__init__(user_id, SYNC)
        self._turns = turns

    def hand_over(self) -> None:
        self._turns.append(self.user_id)


async def handed_over(turns: list[str], count: int = STREAMS) -> int:
    """Until so many had their turn: in how many parts."""
    seen: set[int] = set()
    async with asyncio.timeout(10):
        while len(turns) < count:
            await asyncio.sleep(0)
            seen.add(len(turns))
    return len(seen)


async def test_each_has_its_turn_in_the_order_of_being_told() -> None:
    turns: list[str] = []
    handover = Handover()
    names = [str(number) for number in range(STREAMS)]
    for name in names:
        handover.add(Told(name, turns))
    assert turns == []
    await handed_over(turns)
    assert turns == names


async def test_others_go_on_while_a_message_reaches_many() -> None:
    turns: list[str] = []
    handover = Handover()
    for number in range(STREAMS):
        handover.add(Told(str(number), turns))
    assert await handed_over(turns) > 3
    handover.add(Told("one more", turns))
    await handed_over(turns, STREAMS + 1)
    assert turns[-1] == "one more"


async def test_everything_is_sent_before_the_streams_end() -> None:
    turns: list[str] = []
    handover = Handover()
    for number in range(STREAMS):
        handover.add(Told(str(number), turns))
    handover.all()
    assert len(turns) == STREAMS
