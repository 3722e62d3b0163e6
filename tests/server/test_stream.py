"""The event stream."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from safespot_tui.server import stream as event_stream
from safespot_tui.server.serve import serving

from .conftest import World


async def test_has_the_headers_of_an_event_stream(live: Any) -> None:
    ana = await live.person("ana")
    async with ana.stream() as stream:
        headers = stream.response.headers
        assert headers["content-type"] == "text/event-stream"
        assert headers["cache-control"] == "no-cache, no-transform"
        assert headers["x-accel-buffering"] == "no"
        (sync,) = await stream.until("sync")
    assert sync.partial == {
        "cursor": (await ana.snapshot())["cursor"],
        "heartbeat_seconds": 10.0,
    }
    assert sync.cursor == sync.partial["cursor"]


async def test_live_events_arrive_with_their_cursor(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    async with beto.stream() as stream:
        (start,) = await stream.until("sync")
        sent = await ana.send(dm, "hola")
        frames = [frame for frame in await stream.until("sync") if frame.cursor]
    created, sync = frames
    assert created.name == "message-created"
    assert created.payload["id"] == sent["id"]
    assert created.payload["conversation_id"] == dm
    expected = {k: v for k, v in sent.items() if k not in ("id", "conversation_id")}
    assert created.partial == expected
    epoch, _, seq = start.cursor.partition(".")
    assert created.cursor == sync.cursor == f"{epoch}.{int(seq) + 1}"


async def test_resumes_after_the_cursor_by_header_or_query(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    sent = [(await ana.send(dm, str(i)))["id"] for i in range(3)]
    events = await beto.since(cursor)
    assert [event.payload["id"] for event in events] == sent
    assert [e.payload["id"] for e in await beto.since(events[0].cursor)] == sent[1:]
    async with beto.stream(query=events[1].cursor) as stream:
        frames = await stream.until("sync")
    assert [f.payload["id"] for f in frames if f.name == "message-created"] == sent[2:]
    async with beto.stream(events[2].cursor, query=cursor) as stream:
        assert not [f for f in await stream.until("sync") if f.name == "message-created"]


async def test_replay_of_more_than_a_batch_is_contiguous(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    contents = [str(number) * (1000 if number < 100 else 1) for number in range(350)]
    for content in contents:
        await ana.send(dm, content)
    events = await beto.since(cursor)
    assert [event.partial["content"] for event in events] == contents
    seqs = [int(event.cursor.partition(".")[2]) for event in events]
    assert seqs == list(range(seqs[0], seqs[0] + 350))


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (lambda epoch, seq, other: f"{epoch}.-1", "malformed"),
        (lambda epoch, seq, other: "garbage", "malformed"),
        (lambda epoch, seq, other: f"{epoch}.0{seq}", "malformed"),
        (lambda epoch, seq, other: f"{epoch}.{2**63}", "malformed"),
        (lambda epoch, seq, other: f"{epoch}.{10**17}", "ahead"),
        (lambda epoch, seq, other: f"{epoch}.{seq + 1}", "ahead"),
        (lambda epoch, seq, other: f"{'0' * 16}.{seq}", "unknown"),
        (lambda epoch, seq, other: other, "unknown"),
    ],
)
async def test_a_cursor_that_cannot_be_resumed_is_reset(live: Any, forge: Any, reason: str) -> None:
    ana, beto = await live.people("ana", "beto")
    await ana.open_dm(beto)
    epoch, _, seq = (await ana.snapshot())["cursor"].partition(".")
    cursor = forge(epoch, int(seq), (await beto.snapshot())["cursor"])
    async with ana.stream(cursor) as stream:
        (reset,) = await stream.rest()
    assert (reset.name, reset.cursor) == ("reset", None)
    assert reset.partial == {"reason": reason}


async def test_an_event_of_what_is_no_longer_theirs_only_moves_the_cursor(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    cursor = (await beto.snapshot())["cursor"]
    await ana.send(group, "secreto")
    await ana.do("DELETE", f"/conversations/{group}/members/{beto.id}")
    hidden, left = await beto.since(cursor)
    assert (hidden.name, hidden.data) == (None, {})
    assert left.name == "member-left"
    assert (left.payload["id"], left.payload["conversation_id"]) == (beto.id, group)
    assert hidden.cursor != left.cursor


async def test_a_message_deleted_since_is_replayed_as_its_tombstone(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    sent = await ana.send(dm, "me arrepiento")
    await ana.do("DELETE", f"/messages/{sent['id']}")
    created, deleted = await beto.since(cursor)
    assert (created.name, created.partial["content"]) == ("message-created", "")
    assert created.partial["deleted_at"]
    assert deleted.name == "message-deleted"
    assert deleted.partial.keys() == {"revision", "content", "deleted_at", "reactions"}


async def test_what_is_kept_for_all_readers_is_not_kept_too_long(live: Any) -> None:
    """The body of a message is made once; a change must reach those who read it later."""
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    sent = await ana.send(dm, "uno")
    path = f"/messages/{sent['id']}"
    assert (await beto.since(cursor))[0].partial["content"] == "uno"
    await ana.do("PATCH", path, {"content": "dos"})
    assert (await beto.since(cursor))[0].partial["content"] == "dos"
    await beto.do("PUT", f"{path}/reactions/👍")
    assert (await beto.since(cursor))[0].partial["reactions"]


async def test_only_the_actors_windows_are_told_which_of_them_acted(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursors = [(await person.snapshot())["cursor"] for person in (ana, beto)]
    await ana.send(dm, "hola")
    ours, theirs = [
        (await person.since(cursor))[0] for person, cursor in zip((ana, beto), cursors, strict=True)
    ]
    assert ours.payload["originClientId"] == ana.window
    assert theirs.payload["originClientId"] is None
    for forged in ("a b", "x" * 65, "", "ñ"):
        header = {"X-Origin-Client-Id": forged.encode()}
        assert (await ana.ask("GET", "/me", headers=header)).status_code == 422


async def test_line_ends_of_foreign_alphabets_are_escaped(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    text = "a\u2028b\u2029c\x85d\r\ne"
    await ana.send(dm, text)
    async with beto.stream(cursor) as stream:
        frames = await stream.until("sync")
    (created,) = [frame for frame in frames if frame.name == "message-created"]
    assert created.partial["content"] == text
    async with live.http.stream(
        "GET", "/events", headers=beto.headers | {"Last-Event-ID": cursor}
    ) as response:
        raw = b""
        async for chunk in response.aiter_raw():
            raw += chunk
            if b"event: sync" in raw:
                break
    for byte_sequence in ("\u2028", "\u2029", "\x85"):
        assert byte_sequence.encode() not in raw
    assert b"\\u2028" in raw


async def test_a_heartbeat_comes_while_there_is_nothing_to_tell(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read for it, or a thousand streams would read a thousand times at once."""
    reads: list[Any] = []
    async with serve(heartbeat_seconds=0.05) as world:
        ana = await world.person("ana")
        async with ana.stream() as stream:
            (sync,) = await stream.until("sync")
            await ana.do("PATCH", "/me", {"alias": "Ana"})
            await stream.until("sync")
            monkeypatch.setattr(event_stream.reading, "read", lambda *given: reads.append(given))
            beats = [await stream.next() for _ in range(3)]
            assert reads == []
    assert sync.partial["heartbeat_seconds"] == 0.05
    assert [(beat.comment, beat.name, beat.cursor) for beat in beats] == [(True, None, None)] * 3


async def test_logging_out_ends_the_streams_of_that_session_only(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    other_window = await live.again(ana)
    dm = await ana.open_dm(beto)
    async with ana.stream() as ending, other_window.stream() as staying:
        await ending.until("sync")
        await staying.until("sync")
        await ana.do("DELETE", "/sessions/current")
        await ending.rest()
        await beto.send(dm, "¿seguís?")
        await staying.until("message-created")
    async with ana.stream() as refused:
        assert refused.response.status_code == 401


async def test_a_user_has_a_limited_number_of_streams(serve: Any) -> None:
    async with serve(max_streams_per_user=2) as world:
        ana, beto = await world.people("ana", "beto")
        async with ana.stream() as first, ana.stream() as second:
            await first.until("sync")
            await second.until("sync")
            async with ana.stream() as third:
                assert third.response.status_code == 429
                assert int(third.response.headers["retry-after"]) > 0
                error = json.loads(await third.response.aread())["error"]
                assert error["code"] == "too_many"
            async with beto.stream() as other:
                await other.until("sync")
        async with asyncio.timeout(5):
            while True:
                async with ana.stream() as again:
                    if again.response.status_code == 200:
                        break


async def test_typing_reaches_the_other_members_and_leaves_no_trace(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    other_window = await live.again(ana)
    dm = await ana.open_dm(beto)
    cursor = (await beto.snapshot())["cursor"]
    async with beto.stream() as theirs, other_window.stream() as ours:
        await theirs.until("sync")
        await ours.until("sync")
        await ana.do("PUT", f"/conversations/{dm}/typing", {"typing": True})
        typing = (await theirs.until("typing"))[-1]
        await ana.send(dm, "hola")
        seen = await ours.until("message-created")
    assert (typing.payload["id"], typing.payload["conversation_id"]) == (ana.id, dm)
    assert (typing.partial, typing.cursor) == ({"typing": True}, None)
    assert "typing" not in {frame.name for frame in seen}
    assert [event.name for event in await beto.since(cursor)] == ["message-created"]


async def test_who_comes_together_is_told_who_is_here(live: Any) -> None:
    ana, beto, carla = await live.people("ana", "beto", "carla")
    async with ana.stream() as ours, beto.stream() as theirs, carla.stream() as hers:
        for stream in (ours, theirs, hers):
            await stream.until("sync")
        await ana.open_dm(beto)
        for stream, other in ((ours, beto), (theirs, ana)):
            told = (await stream.until("presence"))[-1]
            assert (told.payload["id"], told.partial["online"]) == (other.id, True)
        group = await ana.open_group("cuadra", beto)
        await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [carla.id]})
        found = {(await hers.until("presence"))[-1].payload["id"] for _ in range(2)}
        assert found == {ana.id, beto.id}


async def test_presence_is_an_open_stream(live: Any) -> None:
    ana, beto, carla = await live.people("ana", "beto", "carla")
    await ana.open_dm(beto)
    async with beto.stream() as watching, carla.stream() as stranger:
        await watching.until("sync")
        await stranger.until("sync")
        assert (await ana.snapshot())["online"] == [beto.id]
        async with ana.stream() as first:
            greeting = (await first.until("presence"))[-1]
            assert (greeting.payload["id"], greeting.partial["online"]) == (beto.id, True)
            came = (await watching.until("presence"))[-1]
            assert (came.payload["id"], came.partial["online"]) == (ana.id, True)
            assert set((await beto.snapshot())["online"]) == {ana.id, beto.id}
            async with ana.stream() as second:
                await second.until("sync")
        went = (await watching.until("presence"))[-1]
        assert (went.payload["id"], went.partial["online"]) == (ana.id, False)
        assert went.partial["last_seen_at"]
        assert went.cursor is None
        assert [frame.name for frame in stranger.seen] == ["sync"]


async def test_resumes_across_a_restart(serve: Any, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    async with serve(url) as world:
        ana, beto = await world.people("ana", "beto")
        dm = await ana.open_dm(beto)
        cursor = (await beto.snapshot())["cursor"]
        first = (await ana.send(dm, "antes"))["id"]
    async with serve(url) as world:
        for person in (ana, beto):
            person._http = world.http
        second = (await ana.send(dm, "después"))["id"]
        events = await beto.since(cursor)
        assert [event.payload["id"] for event in events] == [first, second]
        assert (await beto.snapshot())["cursor"] == events[-1].cursor


async def test_stopping_ends_streams_promptly() -> None:
    async with AsyncExitStack() as stack:
        server = serving()
        url = await server.__aenter__()
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=url))
        ana = await World(http).person("ana")
        stream = await stack.enter_async_context(ana.stream())
        await stream.until("sync")
        async with asyncio.timeout(2):
            await server.__aexit__(None, None, None)
        assert await stream.rest() == []


async def test_a_reader_who_takes_nothing_is_dropped(serve: Any) -> None:
    """The others are served meanwhile, and the stalled one can come back later."""
    async with serve(stall_seconds=0.3, heartbeat_seconds=60) as world:
        ana, beto = await world.people("ana", "beto")
        dm = await ana.open_dm(beto)
        host, port = world.http.base_url.host, world.http.base_url.port
        reader, writer = await asyncio.open_connection(host, port, limit=1024)
        cursor = (await beto.snapshot())["cursor"]
        token = f"Authorization: Bearer {beto.token}"
        head = f"GET /events HTTP/1.1\r\nHost: x\r\n{token}\r\nLast-Event-ID: {cursor}\r\n\r\n"
        writer.write(head.encode())
        await reader.readuntil(b"\r\n\r\n")
        online = [beto.id]
        async with ana.stream() as watching:
            await watching.until("sync")
            # Long before the kernel would give the reader up.
            async with asyncio.timeout(10):
                while online:
                    for _ in range(20):
                        await ana.send(dm, "x" * 8000)
                    online = [i for i in (await ana.snapshot())["online"] if i == beto.id]
        assert await is_cut(reader)
        writer.close()
        assert len(await beto.since(cursor)) > 20


async def is_cut(reader: asyncio.StreamReader) -> bool:
    """Whether the connection ends without the end of an answer."""
    end = b""
    try:
        while chunk := await reader.read(1 << 20):
            end = (end + chunk)[-5:]
    except ConnectionError:
        return True
    return end != b"0\r\n\r\n"
