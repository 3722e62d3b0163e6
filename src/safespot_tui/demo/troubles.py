"""What goes on in the demo with moderators: a quarrel, a flood of advertising, and a colleague."""

import asyncio
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random

import msgspec

from safespot_tui.contract.limits import TYPING_SECONDS
from safespot_tui.demo.bot import Bot
from safespot_tui.demo.chance import chance
from safespot_tui.demo.neighbours import ADVERTISER, COLLEAGUE, QUARREL
from safespot_tui.domain.case import Case
from safespot_tui.gateway.errors import GatewayError

_FILE = Path(__file__).parent / "moderation.toml"
QUARREL_AT = "Feria de Yerbal"
_PAUSE = (15.0, 30.0)
"""Seconds, shortest and longest, before somebody goes on with it."""
_THOUGHT = (20.0, 45.0)
"""Seconds, shortest and longest, that the colleague writes at an answer."""


class _Said(msgspec.Struct, frozen=True):
    quarrel: tuple[str, ...]
    flood: tuple[str, ...]
    answers: tuple[str, ...]


@cache
def _said() -> _Said:
    with _FILE.open("rb") as file:
        return msgspec.convert(tomllib.load(file), _Said)


async def trouble(bots: Mapping[str, Bot], seed: int) -> None:
    """All of it, until moderators put an end to each, or it is cancelled."""
    one, other = (bots[name] for name in QUARREL)
    async with asyncio.TaskGroup() as group:
        group.create_task(_quarrel(one, other, chance(seed, "quarrel")))
        group.create_task(_flood(bots[ADVERTISER.name], chance(seed, "flood")))
        group.create_task(_colleague(bots[COLLEAGUE.name], chance(seed, "colleague")))


async def _quarrel(one: Bot, other: Bot, random: Random) -> None:
    """By turns, where they quarrelled before; who is refused ends it."""
    (room_id,) = (
        room_id
        for room_id, room in one.rooms.items()
        if room_id in other.rooms and room.label == QUARREL_AT
    )
    with suppress(GatewayError):
        for speaker, text in zip(cycle((one, other)), cycle(_said().quarrel), strict=False):
            await asyncio.sleep(random.uniform(*_PAUSE))
            await speaker.say(room_id, text, random)


async def _flood(advertiser: Bot, random: Random) -> None:
    """Into every conversation that the advertiser is still in, until they are refused."""
    with suppress(GatewayError):
        for text in cycle(_said().flood):
            await asyncio.sleep(random.uniform(*_PAUSE))
            for room_id in sorted(advertiser.rooms):
                await advertiser.say(room_id, text, random)


async def _colleague(colleague: Bot, random: Random) -> None:
    """Answers what they have taken, one after the other, and takes nothing else."""
    with suppress(GatewayError):
        for case in await _taken(colleague):
            await _answer(colleague, case, random)


async def _taken(colleague: Bot) -> list[Case]:
    snapshot = await colleague.gateway.snapshot()
    mine = [case for case in snapshot.entities.cases if case.claimed_by == colleague.me]
    return sorted(mine, key=lambda case: case.name)


async def _answer(colleague: Bot, case: Case, random: Random) -> None:
    gateway, desk = colleague.gateway, colleague.gateway.moderation
    left = random.uniform(*_THOUGHT)
    while left > 0:
        await gateway.set_typing(case.conversation_id, typing=True)
        await asyncio.sleep(min(left, TYPING_SECONDS / 2))
        left -= TYPING_SECONDS / 2
    await colleague.say(case.conversation_id, random.choice(_said().answers), random)
    if desk is not None:
        await desk.finish(case.conversation_id, done=True)
