"""PostgreSQL is killed under running servers: they and their readers come to it again."""

import asyncio
import os
import signal
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.postgres.cluster import Cluster
from tests.server.conftest import PATIENCE, Frame, Person, Stream

PAUSE = 0.05


@pytest.fixture
def cluster_url(mortal_postgres: Cluster) -> Iterator[str]:
    with mortal_postgres.database() as url:
        yield url


def all_of_it(cluster: Cluster, _url: str) -> None:
    """As in a power cut; somebody has to start it again."""
    cluster.kill()


def one_process(cluster: Cluster, url: str) -> None:
    """PostgreSQL ends all its other ones then, and recovers by itself."""
    mine = f"datname = '{url.rpartition('/')[2].partition('?')[0]}' AND query NOT LIKE 'LISTEN%'"
    found = cluster.execute(f"SELECT pid FROM pg_stat_activity WHERE {mine} LIMIT 1")
    os.kill(found[0][0], signal.SIGKILL)


@pytest.mark.parametrize("dies", [all_of_it, one_process])
async def test_what_was_committed_stays_and_all_goes_on(
    nodes: Any,
    mortal_postgres: Cluster,
    cluster_url: str,
    dies: Callable[[Cluster, str], None],
) -> None:
    one, other = await nodes(2)
    ana, beto = await one.world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    async with other.as_seen_by(beto).stream() as stream:
        seen = [(await stream.until("sync"))[-1]]
        sent = [(await ana.send(dm, "uno"))["id"]]
        dies(mortal_postgres, cluster_url)
        body = {"client_message_id": str(uuid.uuid4()), "content": "dos"}
        if not mortal_postgres.is_alive:
            answer = await ana.ask("POST", f"/conversations/{dm}/messages", json=body)
            assert answer.status_code == 503
            mortal_postgres.start()
        sent.append(await _sent_in_the_end(ana, dm, body))
        assert await _sent_in_the_end(ana, dm, body) == sent[-1]
        await _follow(stream, seen, len(sent))
    while len(_created(seen)) < len(sent):
        # It may have ended with the database: then its reader comes again.
        async with other.as_seen_by(beto).stream(seen[-1].cursor) as stream:
            await _follow(stream, seen, len(sent))
    assert _created(seen) == sent


async def _sent_in_the_end(ana: Person, dm: str, body: dict[str, str]) -> str:
    """Whatever a server without its database answers, it is never that it does not know Ana."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await ana.ask("POST", f"/conversations/{dm}/messages", json=body)
            if answer.is_success:
                return answer.json()["id"]
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "1"
            await asyncio.sleep(PAUSE)


async def _follow(stream: Stream, seen: list[Frame], messages: int) -> None:
    """Read until so many messages have been told of, or the stream ends."""
    while len(_created(seen)) < messages:
        try:
            frame = await stream.next()
        except httpx.TransportError:
            return
        if frame is None:
            return
        if frame.cursor:
            seen.append(frame)


def _created(frames: list[Frame]) -> list[str]:
    return [frame.payload["id"] for frame in frames if frame.name == "message-created"]
