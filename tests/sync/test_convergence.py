# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportUnusedExpression=false
"""Once the network heals, the store equals a fresh snapshot, whatever happened before."""

import asyncio
import random
from contextlib import suppress

import pytest
from msgspec import structs

from safespot_tui.domain.event import MemberChanges
from safespot_tui.domain.intent import OutboxState
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync.errors import MessageGone

CONVERSATIONS = ("c-dm", "c-plaza")
STEPS = 40


def by_id(entities):
    return {
        "conversations": {c.id: c for c in entities.conversations},
        "members": {(m.conversation_id, m.user_id): m for m in entities.members},
        "users": {u.id: u for u in entities.users},
    }


def assert_equals_a_fresh_snapshot(engine, server, user_id):
    fresh = Store()
    fresh.apply(server.snapshot_for(user_id))
    store = engine.store
    for kind, entities in by_id(fresh.base_entities()).items():
        held = by_id(store.base_entities())[kind]
        assert held.keys() == entities.keys()
        for key, entity in entities.items():
            assert structs.asdict(held[key]) == structs.asdict(entity)
    assert list(store.inbox()) == list(fresh.inbox())
    for message in store.base_entities().messages:
        assert message == server.messages[message.id]
    for conversation_id in store.inbox():
        assert store.unread(conversation_id) == fresh.unread(conversation_id)
        rows = [row for row in store.timeline(conversation_id).rows if not is_gap(row)]
        held = [m.id for m in server.messages.values() if m.conversation_id == conversation_id]
        assert rows == held[len(held) - len(rows) :], "a row is missing, doubled or misplaced"


async def any_step(dice, windows, engines):
    """Something that a user, a network or a server may do next."""
    server = windows.server
    conversation_id = dice.choice(CONVERSATIONS)
    engine = dice.choice(engines)
    own = [m for m in server.messages.values() if m.sender_id == engine.store.me]
    match dice.randrange(11):
        case 0 | 1 | 2:
            await engine.send(conversation_id, f"{dice.random()}")
        case 3:
            server.say(conversation_id, "u-beto", f"{dice.random()}")
        case 4:
            engine.show(dice.choice((conversation_id, None)))
        case 5 if own:
            # This window may not have heard of it.
            with suppress(MessageGone):
                await engine.edit(dice.choice(own).id, f"{dice.random()}")
        case 6 if own:
            await engine.delete(dice.choice(own).id)
        case 7:
            engine.set_flags(conversation_id, pinned=dice.random() < 0.5)
        case 8:
            server.change_member(conversation_id, "u-ana", MemberChanges(marked_unread=True))
        case 9:
            server.lose_answers = not server.lose_answers
        case 10:
            dice.choice((server.cut, server.go_down))()
        case _:
            server.down = False
    if dice.random() < 0.5:
        await windows.clock.advance(dice.uniform(0, 2))


@pytest.mark.parametrize("seed", range(20))
async def test_convergence(windows, seed):
    dice = random.Random(seed)
    server = windows.server
    for name in ("ana", "beto"):
        server.user(name)
    for conversation_id in CONVERSATIONS:
        server.open(conversation_id.removeprefix("c-"), "u-ana", "u-beto")
    engines = [await windows.open(f"u-{name}") for name in ("ana", "ana", "beto")]

    for _ in range(STEPS):
        await any_step(dice, windows, engines)
    server.down = server.lose_answers = False
    server.cut()
    await quiet(windows, engines)

    for engine in engines:
        for item in engine.store.outbox:  # what the server refused for good
            await engine.discard(item.sequence)
        engine.show(None)
    await quiet(windows, engines)
    for engine, user_id in zip(engines, ("u-ana", "u-ana", "u-beto"), strict=True):
        assert_equals_a_fresh_snapshot(engine, server, user_id)


async def quiet(windows, engines):
    """Everybody is live again, has heard everything and has nothing left to send but refusals."""
    server = windows.server
    for _ in range(400):
        await windows.clock.advance(5)
        await asyncio.sleep(0.002)
        if all(
            engine.store.connection.state is ConnectionState.LIVE
            and engine._keeper.cursor == server.cursor(engine.store.me)
            and all(item.state is OutboxState.FAILED for item in engine.store.outbox)
            for engine in engines
        ):
            return
    raise AssertionError("it never became quiet")
