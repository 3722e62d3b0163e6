# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""Typing and receipts: what the others are told, and how often."""

import asyncio

from safespot_tui.domain.event import TypingChanged
from tests.sync.chat import C, contents, done


async def test_typing_is_told_sparingly_and_taken_back(windows, ana):
    def told():
        return [call[2] for call in windows.server.calls if call[0] == "typing"]

    for _ in range(5):
        ana.typed(C)
        await asyncio.sleep(0)
    await windows.until(lambda: told() == ["True"])
    await windows.clock.advance(3.1)
    ana.typed(C)
    await windows.until(lambda: told() == ["True", "True"])
    await windows.clock.advance(5.1)
    await windows.until(lambda: told() == ["True", "True", "False"])


async def test_who_looks_elsewhere_types_and_reads_nothing_but_has_it_delivered(windows, ana):
    def told(name):
        return [call[2] for call in windows.server.calls if call[0] == name]

    ana.show(C)
    ana.typed(C)
    await windows.until(lambda: told("typing") == ["True"])
    ana.set_focused(focused=False)
    await windows.until(lambda: told("typing") == ["True", "False"])
    ana.typed(C)
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: contents(ana)[-1] == "¿estás?")
    last = ana.store.conversation(C).last_message_id
    await windows.until(lambda: told("delivered")[-1:] == [last])
    assert ana.store.unread(C) == 1
    assert (
        windows.server.members[C, "u-ana"].read_position < ana.store.conversation(C).head_position
    )
    assert told("typing") == ["True", "False"]
    ana.set_focused(focused=True)
    ana.typed(C)
    await windows.until(lambda: told("typing") == ["True", "False", "True"])


async def test_others_typing_is_forgotten_unless_it_is_renewed(windows, ana):
    typing = TypingChanged(C, "u-beto", typing=True)
    windows.server.emit_ephemeral("u-ana", typing)
    await windows.until(lambda: ana.store.typing(C) == ("u-beto",))
    await windows.clock.advance(5)
    windows.server.emit_ephemeral("u-ana", typing)
    await asyncio.sleep(0.01)
    await windows.clock.advance(5)
    assert ana.store.typing(C) == ("u-beto",)

    await windows.clock.advance(1.5)
    await windows.until(lambda: ana.store.typing(C) == ())


async def test_delivery_is_told_once_for_all_that_came(windows, ana):
    def told():
        return [call[2] for call in windows.server.calls if call[0] == "delivered"]

    await windows.until(lambda: told() == ["m-00001"])
    await windows.close(ana)
    for n in range(9):
        windows.server.say(C, "u-beto", str(n))
    again = await windows.open("u-ana")
    await windows.until(lambda: told() == ["m-00001", "m-00010"])
    again.show(C)
    windows.server.say(C, "u-beto", "y leído")
    await windows.until(lambda: contents(again)[-1] == "y leído")
    await done(windows, again)

    assert told() == ["m-00001", "m-00010"]  # reading says it, too
