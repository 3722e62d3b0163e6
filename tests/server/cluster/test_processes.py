"""Several server processes on one PostgreSQL are one backend."""

import asyncio
import signal
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Connection, func, select

from safespot_tui.contract.requests import SendMessage
from safespot_tui.domain.standing import Standing
from safespot_tui.server import sending
from safespot_tui.server.administration.people import set_standing
from safespot_tui.server.elsewhere import KEPT_SECONDS
from safespot_tui.server.postgresql.database import PostgresDatabase
from safespot_tui.server.schema import messages as message_rows
from safespot_tui.server.transaction import Transaction
from tests.server.conftest import Frame, Stream

_ROUNDS = 12


async def test_people_on_different_servers_talk(nodes: Any, cluster_url: str) -> None:
    """Started at once on an empty database, where only one of them can make the tables."""
    one, other = await nodes(2)
    ana = await one.world.person("ana")
    beto = await other.world.person("beto")
    dm = await ana.open_dm(beto)
    async with ana.stream() as ours, beto.stream() as theirs:
        await ours.until("sync")
        await theirs.until("sync")

        asked = await ana.send(dm, "¿estás?")
        assert (await theirs.until("message-created"))[-1].payload["id"] == asked["id"]
        await beto.do("PUT", f"/conversations/{dm}/typing", {"typing": True})
        assert (await ours.until("typing"))[-1].partial["typing"] is True
        answered = await beto.send(dm, "sí")
        while (await ours.until("message-created"))[-1].payload["id"] != answered["id"]:
            pass

        # Nobody is told of this one: what is missed is found in the log.
        silent = await _written_silently(cluster_url, ana.id, dm)
        while (await theirs.until("message-created"))[-1].payload["id"] != silent:
            pass

        # A group of three is large to these servers: others are told of its log, not of members.
        carla = await one.world.person("carla")
        group = await ana.open_group("Barrio", beto, carla)
        await theirs.until("conversation-created")
        heard = await ana.send(group, "¿quién está?")
        while (await theirs.until("message-created"))[-1].payload["id"] != heard["id"]:
            pass
        await ana.do("PUT", f"/conversations/{group}/typing", {"typing": True})
        assert (await theirs.until("typing"))[-1].payload["conversation_id"] == group
        silent = await _written_silently(cluster_url, ana.id, group)
        while (await theirs.until("message-created"))[-1].payload["id"] != silent:
            pass

    await _identical_sends(one, other, ana, dm, cluster_url)
    await _claims_at_once(ana, beto, dm, cluster_url)
    await _suspended_elsewhere(ana, beto, dm, cluster_url)


async def _written_silently(url: str, sender_id: str, dm: str) -> str:
    database = PostgresDatabase(url, connections=1)

    def write(connection: Connection) -> str:
        transaction = Transaction(connection, sender_id, None, datetime.now(UTC))
        asked = SendMessage(client_message_id=uuid.uuid4(), content="¿seguís ahí?")
        detail, _ = sending.send(transaction, dm, asked)
        transaction.record()
        return detail.id

    try:
        return await database.write(write)
    finally:
        await database.close()


async def _identical_sends(one: Any, other: Any, ana: Any, dm: str, url: str) -> None:
    """However often and wherever the same is sent at once, it is one message."""
    body = {"client_message_id": str(uuid.uuid4()), "content": "una sola vez"}
    path = f"/conversations/{dm}/messages"
    people = [one.as_seen_by(ana), other.as_seen_by(ana)]
    answers = await asyncio.gather(
        *(people[number % 2].ask("POST", path, json=body) for number in range(50))
    )

    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [200] * 49 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    database = PostgresDatabase(url, connections=1)
    mine = message_rows.c.client_message_id == body["client_message_id"]
    count = select(func.count()).select_from(message_rows).where(mine)
    assert await database.read(lambda c: c.scalar(count)) == 1
    await database.close()


async def _claims_at_once(ana: Any, beto: Any, dm: str, url: str) -> None:
    """Two moderators reach for one case, each at their server: one has it, and keeps it."""
    database = PostgresDatabase(url, connections=1)
    for person in (ana, beto):
        await database.write(lambda c, id_=person.id: set_standing(c, id_, Standing.MODERATOR))
    await database.close()
    path = f"/moderation/cases/{dm}/claim"
    for _ in range(_ROUNDS):
        asked = [person.ask("PUT", path, json={}) for person in (ana, beto)]
        codes = [answer.status_code for answer in await asyncio.gather(*asked)]
        assert sorted(codes) == [200, 409]
        await (ana if codes[0] == 200 else beto).do("DELETE", path)


async def _suspended_elsewhere(ana: Any, beto: Any, dm: str, url: str) -> None:
    """Her server knows her session from before, and holds to what another one laid on her."""
    database = PostgresDatabase(url, connections=1)
    await database.write(lambda c: set_standing(c, ana.id, Standing.MEMBER))
    await database.close()
    await ana.send(dm, "todavía escribo")
    where = f"/moderation/users/{ana.id}/sanctions/suspension"
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    async with ana.stream() as stream:
        await stream.until("sync")
        await beto.do("PUT", where, {"until": until, "reason": "insultos"})
        body = {"client_message_id": str(uuid.uuid4()), "content": "¿y ahora?"}
        answer = await ana.ask("POST", f"/conversations/{dm}/messages", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "suspended")
        assert "account-updated" in [frame.name for frame in await stream.rest()]


async def _status_of_a_stream(person: Any, status: int) -> None:
    """Ask until that is the answer; sooner than what a dead server said would be forgotten."""
    async with asyncio.timeout(KEPT_SECONDS / 2):
        while True:
            async with person.stream() as stream:
                if stream.response.status_code == status:
                    return
            await asyncio.sleep(0.02)


async def test_a_client_moves_to_another_server(nodes: Any) -> None:
    """From one that stops, which says so, and from one that dies; nothing is missing between."""
    first, second, third = await nodes(3)
    ana, beto = await third.world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    sent: list[str] = []
    seen: list[Frame] = []

    async def follow(stream: Stream) -> None:
        while len([frame for frame in seen if frame.name == "message-created"]) < len(sent):
            frame = await stream.next()
            assert frame is not None
            if frame.cursor:
                seen.append(frame)

    async with first.as_seen_by(beto).stream() as stream:
        seen += await stream.until("sync")
        sent.append((await ana.send(dm, "uno"))["id"])
        await follow(stream)
        first.server.process.terminate()
        rest = await stream.rest()
        seen += [frame for frame in rest if frame.cursor]
    # The signal is raised again once everything has ended well.
    assert await asyncio.to_thread(first.server.process.wait) in (0, -signal.SIGTERM)

    sent.append((await ana.send(dm, "dos"))["id"])
    async with second.as_seen_by(beto).stream(seen[-1].cursor) as stream:
        await follow(stream)
        sent.append((await ana.send(dm, "tres"))["id"])
        await follow(stream)
        async with second.as_seen_by(beto).stream():
            # As many as there may be: there is room at no other server, once they hear of it.
            await _status_of_a_stream(third.as_seen_by(beto), 429)
            second.server.kill()
            await _status_of_a_stream(third.as_seen_by(beto), 200)
        try:
            seen += [frame for frame in await stream.rest() if frame.cursor]
        except httpx.TransportError:
            sent.append((await ana.send(dm, "cuatro"))["id"])

    sent.append((await ana.send(dm, "cinco"))["id"])
    async with third.as_seen_by(beto).stream(seen[-1].cursor) as stream:
        await follow(stream)

    durable = [frame for frame in seen if frame.name != "sync"]
    assert [f.payload["id"] for f in durable if f.name == "message-created"] == sent
    assert all(frame.name != "reset" for frame in seen)
    places = [int(str(frame.cursor).rpartition(".")[2]) for frame in durable]
    assert places == list(range(places[0], places[0] + len(places)))
