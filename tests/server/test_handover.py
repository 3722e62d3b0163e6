"""In which order streams are sent what they were told, and what may happen in between."""

import asyncio
from collections.abc import Sequence

import pytest

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


class Broken(Listener):
    """Cannot be sent anything."""

    def __init__(self) -> None:
        super().__init__("broken", SYNC)

    def hand_over(self) -> None:
        raise RuntimeError("on purpose")


@pytest.fixture
async def failures() -> Sequence[str]:
    """What the event loop was left with."""
    found: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: found.append(str(context["exception"])))
    return found


def many(turns: list[str]) -> Sequence[Told]:
    return [Told(str(number), turns) for number in range(STREAMS)]


async def test_each_has_its_turn_in_the_order_of_being_told() -> None:
    turns: list[str] = []
    told = many(turns)
    await Handover().send(told)
    assert turns == [listener.user_id for listener in told]


async def test_nobody_has_been_told_anything() -> None:
    async with asyncio.timeout(10):
        await Handover().send([])


async def test_others_go_on_while_a_message_reaches_many() -> None:
    turns: list[str] = []
    sent = asyncio.create_task(Handover().send(many(turns)))
    seen: set[int] = set()
    async with asyncio.timeout(10):
        while not sent.done():
            await asyncio.sleep(0)
            seen.add(len(turns))
    assert len(seen) > 3


async def test_a_message_to_one_does_not_wait_for_one_to_many() -> None:
    turns: list[str] = []
    handover = Handover()
    to_many = asyncio.create_task(handover.send(many(turns)))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await handover.send([Told("one more", turns)])
        assert not to_many.done()
        await to_many
    assert len(turns) == STREAMS + 1
    assert turns.index("one more") < STREAMS / 2


async def test_messages_to_many_take_turns(failures: Sequence[str]) -> None:
    ours: list[str] = []
    theirs: list[str] = []
    handover = Handover()
    async with asyncio.timeout(10):
        sent = [asyncio.create_task(handover.send(many(turns))) for turns in (ours, theirs)]
        while len(ours) + len(theirs) < STREAMS:
            await asyncio.sleep(0)
            assert abs(len(ours) - len(theirs)) < STREAMS / 10
        assert not any(each.done() for each in sent)
        await asyncio.gather(*sent)
        assert len(ours) == len(theirs) == STREAMS
        await handover.send([Told("later", ours)])
    assert ours[-1] == "later"
    assert failures == []


async def test_who_cannot_be_sent_anything_keeps_it_from_nobody(failures: Sequence[str]) -> None:
    turns: list[str] = []
    async with asyncio.timeout(10):
        await Handover().send([Broken(), *many(turns), Broken()])
    assert len(turns) == STREAMS
    assert failures == ["on purpose", "on purpose"]


@pytest.mark.parametrize("messages", [1, 2])
async def test_everything_is_sent_before_the_streams_end(messages: int) -> None:
    turns: list[str] = []
    handover = Handover()
    sent = [asyncio.create_task(handover.send(many(turns))) for _ in range(messages)]
    await asyncio.sleep(0)
    handover.all()
    assert len(turns) == messages * STREAMS
    async with asyncio.timeout(10):
        await asyncio.gather(*sent)
    assert len(turns) == messages * STREAMS
