# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""Ana's conversation with Beto, and what is there in a window."""

import asyncio

from safespot_tui.domain.intent import (
    OutboxState,
    SendMessage,
)
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Rejected
from safespot_tui.sync.lanes import OWN_PAUSE

C = "c-dm"


def contents(engine, conversation_id=C):
    store = engine.store
    return [
        store.message(row).content
        for row in store.timeline(conversation_id).rows
        if store.message(row)
    ]


async def done(windows, engine):
    await windows.until(lambda: not engine.store.outbox)


async def done_after_pauses(windows, engine):
    for _ in range(1_000):
        if not engine.store.outbox:
            return
        await windows.clock.advance(OWN_PAUSE)
        await asyncio.sleep(0.001)
    raise AssertionError("something is never sent")


async def refused(windows, ana, text):
    """A send that the server refused; it takes everything again. Gives its row."""
    windows.server.refusals[SendMessage] = Rejected(safe_text("Too long."), "invalid", 422)
    temp = await ana.send(C, text)
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    windows.server.refusals.clear()
    return temp
