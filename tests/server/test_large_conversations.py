"""Conversations with a log of their own: who reads it, from where to where, and what it costs."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from safespot_tui.domain.event import Heartbeat, Skipped, Synced
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.global_chat.continuity import Continuity
from safespot_tui.server import conversation_log, cursor, event_log, reading, stream
from safespot_tui.server.app import create_app
from safespot_tui.server.hub import Hub
from safespot_tui.server.schema import conversation_events, events

from .conftest import Frame, Person, Serve, Stream, World


class Follower:
    """Reads a stream, and sees that each frame is the next one."""

    def __init__(self, stream_: Stream, start: str | None = None) -> None:
        self._stream = stream_
        self._continuity = Continuity(None if start is None else Cursor(start))

    async def next(self) -> Frame:
        frame = await self._stream.next()
        assert frame is not None
        assert frame.name != "reset", frame.data
        if frame.cursor is not None:
            at = Cursor(frame.cursor)
            item = Synced(at, 10.0) if frame.name == "sync" else Skipped(at)
            assert self._continuity.checked(item) != Heartbeat()
        return frame

    async def until(self, name: str, subject_id: str | None = None) -> list[Frame]:
        """All up to that event."""
        frames = [await self.next()]
        while frames[-1].name != name or subject_id not in (None, frames[-1].payload["id"]):
            frames.append(await self.next())
        return frames


def said(frames: list[Frame]) -> list[str]:
    """The words of the new messages."""
    return [frame.partial["content"] for frame in frames if frame.name == "message-created"]


async def a_group_of_three(world: World) -> tuple[Person, Person, Person, str]:
    """Large as soon as somebody has written in it, where two are the most that is small."""
    ana, beto, carla = await world.people("ana", "beto", "carla")
    return ana, beto, carla, await ana.open_group("Barrio", beto, carla)


async def test_becoming_large_leaves_no_hole_and_no_reset(serve: Serve) -> None:
    async with serve(large_above=2) as world:
        ana, beto, carla = await world.people("ana", "beto", "carla")
        group = await ana.open_group("Barrio", beto)
        before = (await beto.snapshot())["cursor"]
        async with beto.stream() as ours:
            live = Follower(ours)
            await live.until("sync")
            await ana.send(group, "chico")
            await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [carla.id]})
            sent = await asyncio.gather(*(ana.send(group, f"grande {n}") for n in range(9)))
            last = await beto.send(group, "fin")
            told = await live.until("message-created", last["id"])
        words = {"chico", "", "fin", *(message["content"] for message in sent)}
        assert sorted(said(told)) == sorted(words)
        async with beto.stream(before) as ours:
            again = await Follower(ours, before).until("sync")
        assert said(again) == said(told)
        assert "~" not in before
        assert again[-1].cursor == (await beto.snapshot())["cursor"]
        assert str(again[-1].cursor).count("~") == 1


async def test_its_news_are_handed_over_and_name_a_window_to_its_owner_only(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve(large_above=2) as world:
        ana, beto, _carla, group = await a_group_of_three(world)
        await ana.send(group, "hola")
        async with ana.stream() as ours, beto.stream() as theirs:
            mine, others = Follower(ours), Follower(theirs)
            await mine.until("sync")
            await others.until("sync")
            reads: list[Any] = []
            read = reading.read
            monkeypatch.setattr(stream.reading, "read", lambda *given: reads.append(given))
            sent = await ana.send(group, "¿qué tal?")
            (own,) = (await mine.until("message-created", sent["id"]))[-1:]
            (other,) = (await others.until("message-created", sent["id"]))[-1:]
            await beto.do("PUT", f"/conversations/{group}/typing", {"typing": True})
            assert (await mine.until("typing"))[-1].payload["id"] == beto.id
            assert reads == []
            monkeypatch.setattr(stream.reading, "read", read)
        assert own.payload["originClientId"] == ana.window
        assert other.payload["originClientId"] is None
        assert own.partial == other.partial


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_begins_to_follow_a_log_reads_it_once_more(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was told between reading and following was not told to them."""
    async with serve(large_above=2) as world:
        ana, _beto, _carla, group = await a_group_of_three(world)
        await ana.send(group, "hola")
        done: list[Any] = []
        read, follow = reading.read, Hub.follow

        def reads(*given: Any) -> Any:
            done.append("read")
            return read(*given)

        def follows(hub: Hub, listener: Any) -> bool:
            done.append(follow(hub, listener))
            return done[-1]

        monkeypatch.setattr(stream.reading, "read", reads)
        monkeypatch.setattr(Hub, "follow", follows)
        async with ana.stream() as ours:
            await Follower(ours).until("sync")
        assert done == ["read", True, "read", False]


async def test_who_left_is_told_nothing_more_and_who_comes_nothing_from_before(
    serve: Serve,
) -> None:
    async with serve(large_above=2) as world:
        ana, beto, carla, group = await a_group_of_three(world)
        dora = await world.person("dora")
        await ana.send(group, "para los tres")
        held = (await carla.snapshot())["cursor"]
        members = f"/conversations/{group}/members"
        async with carla.stream() as hers, dora.stream() as new:
            leaving, coming = Follower(hers), Follower(new)
            await leaving.until("sync")
            await coming.until("sync")
            await ana.do("DELETE", f"{members}/{carla.id}")
            await ana.send(group, "sin Carla")
            await ana.do("POST", members, {"user_ids": [dora.id]})
            first = await ana.send(group, "con Dora")
            assert said(await coming.until("message-created", first["id"])) == ["", "con Dora"]
            await beto.do("PUT", f"/conversations/{group}/typing", {"typing": True})
            await coming.until("typing")
            dm = await ana.open_dm(carla)
            last = await ana.send(dm, "solo para vos")
            told = await leaving.until("message-created", last["id"])
            assert said(told) == ["solo para vos"]
            assert {f.name for f in told if f.name} == {
                "member-left",
                "conversation-created",
                "message-created",
                "sync",
            }
        async with carla.stream(held) as hers:
            assert said(await Follower(hers, held).until("sync")) == ["solo para vos"]

        await ana.do("POST", members, {"user_ids": [carla.id]})
        await ana.send(group, "otra vez los cuatro")
        async with carla.stream(held) as hers:
            back = await Follower(hers, held).until("sync")
        assert said(back) == ["solo para vos", "", "otra vez los cuatro"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_cursor_with_other_places_than_ones_own_is_no_use(serve: Serve) -> None:
    async with serve(large_above=2) as world:
        ana, beto, carla, group = await a_group_of_three(world)
        dora = await world.person("dora")
        await ana.send(group, "hola")
        await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [dora.id]})
        at = cursor.parse((await dora.snapshot())["cursor"])
        assert at is not None
        ((log, seq),) = at.places

        async def reason(place: Any, person: Person = dora) -> str:
            async with person.stream(str(place)) as stream_:
                frame = await stream_.next()
                assert frame is not None
                return frame.partial["reason"] if frame.name == "reset" else str(frame.name)

        assert await reason(at) == "sync"
        assert await reason(at.moved(log, seq + 1)) == "ahead"
        assert await reason(at.moved(log, 0)) == "unknown"
        assert await reason(at.moved(log + 1, 0)) == "unknown"
        assert await reason(at.without(log)) == "unknown"
        assert await reason(f"{at}~{log}.{seq}") == "malformed"
        eva = await world.person("eva")
        hers = cursor.parse((await eva.snapshot())["cursor"])
        assert hers is not None
        assert await reason(hers.moved(log, seq), eva) == "unknown"
        assert (await beto.snapshot())["cursor"].count("~") == 1
        assert carla.id != dora.id


async def test_each_log_is_forgotten_by_itself(database_url: str) -> None:
    import httpx

    from safespot_tui.server.settings import Settings

    app = create_app(database_url, settings=Settings(large_above=2))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            ana, beto, _carla, group = await a_group_of_three(World(http))
            await ana.send(group, "hola")
            held = (await beto.snapshot())["cursor"]
            await ana.send(group, "chau")
            now_at = (await beto.snapshot())["cursor"]
        database = app.state.backend.database
        token_sha256 = hashlib.sha256(beto.token.encode()).hexdigest()

        async def read(place: str) -> Any:
            return await database.read(lambda c: reading.read(c, token_sha256, place, 10))

        await database.write(lambda c: event_log.prune(c, datetime.now(UTC) - timedelta(1)))
        assert len((await read(held)).rows) == 1
        await database.write(lambda c: event_log.prune(c, datetime.now(UTC) + timedelta(1)))
        assert await read(held) == reading.Unresumable("expired")
        assert (await read(now_at)).at_head
        left = select(func.count()).select_from(conversation_events)
        assert await database.read(lambda c: c.scalar(left)) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_written_does_not_grow_with_the_members(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message is one row; that each of N has read it, N of them, and not N times N."""
    backend = world.http._transport.app.state.backend  # type: ignore[attr-defined]
    monkeypatch.setattr(backend, "settings", type(backend.settings)(large_above=2, rates={}))
    people = await world.people(*(f"vecina{number}" for number in range(6)))
    group = await people[0].open_group("Barrio", *people[1:])
    await people[0].send(group, "hola")

    async def rows() -> int:
        def count(connection: Any) -> int:
            tables = events, conversation_events
            return sum(connection.scalar(select(func.count()).select_from(t)) for t in tables)

        return await backend.database.read(count)

    before = await rows()
    message = await people[0].send(group, "¿leyeron?")
    assert await rows() == before + 1
    for person in people[1:]:
        for watermark in ("delivered", "read"):
            path = f"/conversations/{group}/{watermark}"
            await person.do("PUT", path, {"message_id": message["id"]})
    assert await rows() == before + 1 + len(people) - 1
    own = await people[1].membership(group)
    shown = await people[0].membership(group, people[1].id)
    assert (own["read_position"], shown["read_position"]) == (2, 0)


async def test_reading_is_told_in_the_log_until_there_are_too_many(serve: Serve) -> None:
    async with serve(log_above=2, large_above=3) as world:
        ana, beto, _carla, group = await a_group_of_three(world)
        dora = await world.person("dora")
        first = await ana.send(group, "uno")
        async with ana.stream() as ours:
            live = Follower(ours)
            (start,) = (await live.until("sync"))[-1:]
            await beto.do("PUT", f"/conversations/{group}/delivered", {"message_id": first["id"]})
            await beto.do("PUT", f"/conversations/{group}/read", {"message_id": first["id"]})
            (told,) = (await live.until("member-updated", beto.id))[-1:]
            assert told.partial["read_position"] == first["position"]
            own, before = str(told.cursor).split("~"), str(start.cursor).split("~")
            assert own[0] == before[0]
            assert own[1] != before[1]

            await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [dora.id]})
            second = await ana.send(group, "dos")
            await live.until("message-created", second["id"])
            await beto.do("PUT", f"/conversations/{group}/read", {"message_id": second["id"]})
            third = await ana.send(group, "tres")
            frames = await live.until("message-created", third["id"])
            assert "member-updated" not in {frame.name for frame in frames}
        assert (await beto.membership(group))["read_position"] == second["position"]
        shown = await ana.membership(group, beto.id)
        assert shown["read_position"] == first["position"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_cursor_has_places_for_so_many_and_others_are_told_as_before(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_log, "MAX_LOGS_PER_USER", 1)
    async with serve(large_above=2) as world:
        ana, beto, carla, first = await a_group_of_three(world)
        dora = await world.person("dora")
        second = await ana.open_group("Otro barrio", beto, dora)
        await ana.send(first, "uno")
        async with beto.stream() as full, dora.stream() as free:
            crowded, roomy = Follower(full), Follower(free)
            await crowded.until("sync")
            await roomy.until("sync")
            await ana.send(second, "dos")
            last = await ana.send(second, "tres")
            assert said(await crowded.until("message-created", last["id"])) == ["dos", "tres"]
            assert said(await roomy.until("message-created", last["id"])) == ["dos", "tres"]
        cursors = [(await person.snapshot())["cursor"] for person in (beto, dora)]
        assert [at.count("~") for at in cursors] == [1, 1]
        assert cursors[0].partition("~")[2] != cursors[1].partition("~")[2]
        assert carla.id != dora.id


def test_the_longest_cursor_fits_into_a_header() -> None:
    places = tuple((9_000 + number, 1_000_000 + number) for number in range(200))
    longest = str(cursor.Position("f" * 16, 1_000_000, places))
    assert len(longest) < 3_000
    assert cursor.parse(longest) == cursor.Position("f" * 16, 1_000_000, places)
