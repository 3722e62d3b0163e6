"""The event log."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from safespot_tui.server import event_log, reading
from safespot_tui.server.app import create_app
from safespot_tui.server.schema import events, user_streams

from .conftest import Person, World


async def test_pruned_events_cannot_be_resumed(database_url: str) -> None:
    app = create_app(database_url)
    async with app.router.lifespan_context(app):
        import httpx

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            ana, beto = await World(http).people("ana", "beto")
            cursor = (await beto.snapshot())["cursor"]
            dm = await ana.open_dm(beto)
            await ana.send(dm, "hola")
            now_at = (await beto.snapshot())["cursor"]
        database = app.state.backend.database

        async def read(place: str, person: Person = beto) -> Any:
            import hashlib

            token_sha256 = hashlib.sha256(person.token.encode()).hexdigest()
            return await database.read(lambda c: reading.read(c, token_sha256, place, 10))

        assert len((await read(cursor)).rows) == 2
        await database.write(lambda c: event_log.prune(c, datetime.now(UTC) - timedelta(1)))
        assert len((await read(cursor)).rows) == 2
        await database.write(lambda c: event_log.prune(c, datetime.now(UTC) + timedelta(1)))
        assert await read(cursor) == reading.Unresumable("expired")
        assert (await read(now_at)).at_head
        assert await database.read(lambda c: c.scalar(select(events.c.seq))) is None


async def test_seqs_are_contiguous_and_end_at_the_head(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    for number in range(5):
        await ana.send(group, str(number))
        await beto.send(group, str(number))
    app = world.http._transport.app

    def read(connection: Any) -> tuple[dict[str, list[int]], dict[str, int]]:
        seqs: dict[str, list[int]] = {}
        for user_id, seq in connection.execute(
            select(events.c.user_id, events.c.seq).order_by(events.c.seq)
        ):
            seqs.setdefault(user_id, []).append(seq)
        heads = connection.execute(select(user_streams.c.user_id, user_streams.c.head_seq))
        return seqs, {row.user_id: row.head_seq for row in heads}

    seqs, heads = await app.state.backend.database.read(read)
    assert seqs == {user_id: list(range(1, head + 1)) for user_id, head in heads.items()}
    assert set(heads) == {ana.id, beto.id}
