"""Who is online at one server process is online for those at another."""

import asyncio
from typing import Any

from tests.server.conftest import Stream


async def _presence(stream: Stream, user_id: str) -> bool:
    """What the stream tells next of that user."""
    while (frame := (await stream.until("presence"))[-1]).payload["id"] != user_id:
        pass
    return frame.partial["online"]


async def test_people_come_and_go_at_another_server(nodes: Any) -> None:
    one, other = await nodes(2)
    ana = await one.world.person("ana")
    beto = await other.world.person("beto")
    await ana.open_dm(beto)
    async with ana.stream() as ours:
        await ours.until("sync")
        async with beto.stream() as theirs:
            assert await _presence(ours, beto.id) is True
            # Told when the stream begins, and in the snapshot, like those of one process.
            assert await _presence(theirs, ana.id) is True
            assert set((await ana.snapshot())["online"]) == {ana.id, beto.id}
            # A second window changes nothing, wherever it is.
            async with one.as_seen_by(beto).stream() as again:
                await again.until("sync")
        assert await _presence(ours, beto.id) is False
        assert (await ana.snapshot())["online"] == [ana.id]

        async with beto.stream():
            assert await _presence(ours, beto.id) is True
            other.server.process.terminate()
            assert await _presence(ours, beto.id) is False
    await asyncio.to_thread(other.server.process.wait)
