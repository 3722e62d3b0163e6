"""What is handed to those who listen is what they would have read."""

import asyncio
from typing import Any

import pytest

from safespot_tui.server import hub, stream

from .conftest import Serve


async def told(serve: Serve, act: Any, *aliases: str) -> list[tuple[str | None, dict[str, Any]]]:
    """The durable events that both members of a group are told live, with names for ids."""
    async with serve() as world:
        ana, beto = await world.people(*aliases)
        group = await ana.open_group("Vecinos", beto)
        first = (await beto.send(group, "hola"))["id"]
        async with ana.stream() as ours, beto.stream() as theirs:
            await ours.until("sync")
            await theirs.until("sync")
            await act(ana, beto, group, first)
            last = await beto.send(group, "fin")
            frames = []
            for stream_ in (ours, theirs):
                while True:
                    frame = await stream_.next()
                    assert frame is not None
                    if frame.cursor is not None and frame.name != "sync":
                        frames.append(frame)
                        if frame.payload["id"] == last["id"]:
                            break
        names = {ana.id: "ana", beto.id: "beto", group: "group", first: "first"}
        names |= {ana.window: "ana's window", beto.window: "beto's window"}
        names |= {ana.alias: "ana", beto.alias: "beto", f"{ana.alias}ita": "anita"}
        return [(frame.name, _named(frame.data["payload"], names)) for frame in frames]


def _named(value: Any, names: dict[str, str]) -> Any:
    match value:
        case dict():
            return {
                names.get(key, key): _named(each, names)
                for key, each in value.items()
                if not key.endswith("_at") and key != "client_message_id"
            }
        case list():
            return [_named(each, names) for each in value]
        case str():
            return "…" if len(value) == 36 and value not in names else names.get(value, value)
        case _:
            return value


async def write(ana: Any, beto: Any, group: str, first: str) -> None:
    await ana.send(group, "¿todo bien?", reply_to_id=first)


async def edit(ana: Any, beto: Any, group: str, first: str) -> None:
    await beto.do("PATCH", f"/messages/{first}", {"content": "buenas"})


async def react(ana: Any, beto: Any, group: str, first: str) -> None:
    await ana.do("PUT", f"/messages/{first}/reactions/👍")


async def delete(ana: Any, beto: Any, group: str, first: str) -> None:
    await beto.do("DELETE", f"/messages/{first}")


async def star(ana: Any, beto: Any, group: str, first: str) -> None:
    await ana.do("PUT", f"/messages/{first}/star")


async def pin(ana: Any, beto: Any, group: str, first: str) -> None:
    await ana.do("PUT", f"/messages/{first}/pin")


async def read(ana: Any, beto: Any, group: str, first: str) -> None:
    await ana.do("PUT", f"/conversations/{group}/read", {"message_id": first})


async def rename(ana: Any, beto: Any, group: str, first: str) -> None:
    await ana.do("PATCH", f"/conversations/{group}", {"name": "Cuadra"})
    await ana.do("PATCH", "/me", {"alias": f"{ana.alias}ita"})


async def archive(ana: Any, beto: Any, group: str, first: str) -> None:
    """Who put a group away sees it again with the next message: two events, one transaction."""
    await ana.do("PATCH", f"/conversations/{group}/membership", {"archived": True})


async def only_wake(self: hub.Hub, user_ids: Any, logs: Any, tidings: Any) -> None:
    self.wake(user_ids)
    self.wake_logs(logs)


@pytest.mark.parametrize(
    "act", [write, edit, react, delete, star, pin, read, rename, archive], ids=lambda a: a.__name__
)
async def test_told_at_once_is_told_as_read(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, act: Any
) -> None:
    at_once = await told(serve, act, "ana", "beto")
    monkeypatch.setattr(hub.Hub, "tell", only_wake)
    # Others, since a database may be shared.
    assert at_once == await told(serve, act, "aldo", "bruna")


async def test_nothing_is_read_by_who_is_told(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control of the above: otherwise both sides of it could be the same one."""
    ana, beto = await live.people("ana", "beto")
    dm = await ana.open_dm(beto)
    async with beto.stream() as theirs:
        await theirs.until("sync")
        reads: list[Any] = []
        monkeypatch.setattr(stream.reading, "read", lambda *given: reads.append(given))
        sent = [(await ana.send(dm, str(number)))["id"] for number in range(3)]
        came: list[str] = []
        while len(came) < len(sent):
            frames = await theirs.until("sync")
            came += [frame.payload["id"] for frame in frames if frame.name == "message-created"]
    assert came == sent
    assert reads == []


async def test_who_writes_is_answered_when_those_who_listen_have_been_told(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    begun, sent = asyncio.Event(), asyncio.Event()

    async def slowly(self: hub.Hub, user_ids: Any, logs: Any, tidings: Any) -> None:
        begun.set()
        await sent.wait()

    monkeypatch.setattr(hub.Hub, "tell", slowly)
    writing = asyncio.create_task(ana.send(dm, "hola"))
    async with asyncio.timeout(10):
        await begun.wait()
        assert (await beto.snapshot())["entities"]["messages"]
        assert not writing.done()
        sent.set()
        assert (await writing)["content"] == "hola"
