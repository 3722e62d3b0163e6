"""The process in which the bots live: `python -m safespot_tui.demo.bots`, see `child.py`."""

import asyncio
import uuid
from contextlib import suppress
from random import Random

from msgspec import Struct

from safespot_tui.demo.accounts import Account
from safespot_tui.demo.bot import TYPING, Bot
from safespot_tui.demo.chance import chance
from safespot_tui.demo.child import on_orphaned, read_orders, say_ready
from safespot_tui.demo.exchange import new_exchange
from safespot_tui.demo.neighbours import ADVERTISER, COLLEAGUE, residents
from safespot_tui.demo.troubles import QUARREL_AT, trouble
from safespot_tui.domain.ids import OriginClientId, UserId
from safespot_tui.gateway.auth import log_in, open_gateway
from safespot_tui.gateway.errors import GatewayError

SILENCE = (15.0, 40.0)
"""Seconds, shortest and longest, between two talks that the bots have by themselves."""
_MIN_VOICES = 3


class BotOrders(Struct):
    """Whom to play, where. `accounts` are those of the neighbours, in their order."""

    url: str
    accounts: list[Account]
    seed: int


class BotsReady(Struct):
    """The bots are there."""

    count: int


async def play(orders: BotOrders, stopped: asyncio.Event) -> None:
    """Be the neighbours until `stopped`."""
    bots = await asyncio.gather(*(_enter(account, orders) for account in orders.accounts))
    cursors = [await bot.enter() for bot in bots]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(bot.live(cursor)) for bot, cursor in zip(bots, cursors, strict=True)
        ]
        tasks.append(group.create_task(_chat(bots, chance(orders.seed, "talk"))))
        by_name = {bot.neighbour.name: bot for bot in bots}
        if COLLEAGUE.name in by_name:
            tasks.append(group.create_task(trouble(by_name, orders.seed)))
        for bot in bots:
            await bot.arrived.wait()
        say_ready(BotsReady(len(bots)))
        await stopped.wait()
        for task in tasks:
            task.cancel()


async def _enter(account: Account, orders: BotOrders) -> Bot:
    user_ids = frozenset(UserId(each.user_id) for each in orders.accounts)
    moderators = frozenset(
        UserId(each.user_id) for each in orders.accounts if each.email == COLLEAGUE.email
    )
    everybody = residents(moderation=True)
    neighbour = next(each for each in everybody if each.email == account.email)
    identity = await log_in(orders.url, account.email, account.password)
    origin = OriginClientId(str(uuid.uuid4()))
    gateway = await open_gateway(orders.url, identity.token, origin)
    return Bot(neighbour, identity.user.id, gateway, user_ids, orders.seed, moderators)


async def _chat(bots: list[Bot], random: Random) -> None:
    """Now and then the bots talk among themselves, in a group that has enough of them."""
    by_name = {bot.neighbour.name: bot for bot in bots}
    # Nobody chats where moderators are asked for help, or where there is shouting.
    busy = by_name.keys() & {COLLEAGUE.name, ADVERTISER.name}
    while True:
        await asyncio.sleep(random.uniform(*SILENCE))
        rooms = {
            room_id: room.label
            for bot in bots
            for room_id, room in bot.rooms.items()
            if sum(room_id in other.rooms for other in bots) >= _MIN_VOICES
            and not any(room_id in by_name[name].rooms for name in busy)
            and room.label != QUARREL_AT
        }
        if not rooms:
            continue
        room_id = random.choice(sorted(rooms, key=rooms.__getitem__))
        present = tuple(bot.neighbour.name for bot in bots if room_id in bot.rooms)
        # One of them may just have been taken out of the group.
        with suppress(GatewayError):
            for name, text in new_exchange(present, random):
                await by_name[name].say(room_id, text, random)
                await asyncio.sleep(random.uniform(*TYPING))


async def _main() -> None:
    orders = read_orders(BotOrders)
    stopped = asyncio.Event()
    on_orphaned(stopped.set)
    await play(orders, stopped)


if __name__ == "__main__":
    asyncio.run(_main())
