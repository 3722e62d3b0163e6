"""A running client, asked and driven over its socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import Client, opened
from safespot_tui.stage.control import conversation, peer
from safespot_tui.stage.control.place import ControlPlace
from safespot_tui.stage.control.server import MOST_AT_ONCE, controlled
from tests.stage.control.wire import Other, calling
from tests.tui.until import until


class Stage:
    """A client, its socket, and somebody who is connected."""

    def __init__(self, client: Client, account: Account, path: Path, other: Other) -> None:
        self.client = client
        self.account = account
        self.path = path
        self.other = other


@pytest.fixture
async def stage(cast: Cast, tmp_path: Path) -> AsyncIterator[Stage]:
    account, path = await cast.account("Ana"), tmp_path / "control"
    await cast.account("Beto")
    async with opened("Ana", account, tmp_path) as client, AsyncExitStack() as closing:
        await closing.enter_async_context(controlled(client, ControlPlace(path)))
        other = await closing.enter_async_context(calling(path))
        await client.wait_for(lambda: client.state.connection == "live")
        yield Stage(client, account, path, other)


async def test_all_that_can_be_asked(stage: Stage, cast: Cast) -> None:
    ask, beto = stage.other.ask, await cast.account("Beto")
    assert await ask(subscribe=["store", "connection"]) == {"id": 1, "ok": True}
    assert (await ask(do="conversation.new"))["ok"]
    assert (await ask(type=beto.alias))["ok"]
    # In the field, and found.
    assert (await ask(wait=f"/{beto.alias}(.|\n)*{beto.alias}/", seconds=20))["ok"]
    await ask(press=["enter"])
    await until(lambda: stage.client.state.conversation_id != "")
    await ask(paste="hola, ")
    await ask(type="Beto")
    state = (await ask(state=True))["state"]
    assert state["draft"] == "hola, Beto"
    assert state["conversation_title"] == beto.alias
    assert (state["focus"], state["connection"]) == ("Composer", "live")
    await ask(press=["enter"])
    assert (await ask(wait="hola, Beto"))["ok"]
    await until(lambda: not stage.client.state.outbox)
    state = (await ask(state=True))["state"]
    assert [row["title"] for row in state["inbox"]] == [beto.alias]
    assert any("hola, Beto" in line for line in state["timeline"])
    assert state["cursor"]
    assert (await ask(screen="text"))["screen"] == stage.client.screen
    assert "<svg" in (await ask(screen="svg"))["screen"]
    told = {key for event in stage.other.events for key in event["keys"]}
    assert f"conversations:messages:{state['conversation_id']}" in told
    assert (await ask(unsubscribe=True))["ok"]


async def test_faults_are_turned_and_the_connection_is_told_of(stage: Stage) -> None:
    ask = stage.other.ask
    await ask(subscribe=["connection"])
    assert (await ask(faults="drop streams all; cut streams now"))["ok"]
    assert (await ask(state=True))["state"]["faults"] == ["drop streams all"]
    while (event := await stage.other.hear())["state"] != "offline":
        assert event["event"] == "connection"
    assert event["retry_at"]
    assert (await ask(faults="heal"))["ok"]
    assert (await ask(faults="dorp"))["error"]["code"] == "bad_knob"
    stage.client.instruments.faults.allowed = False
    assert (await ask(faults="drop streams all"))["error"]["code"] == "not_allowed"


async def test_what_cannot_be_done_is_said(stage: Stage) -> None:
    async def code(**request: object) -> str:
        answer = await stage.other.ask(**request)
        assert answer["error"]["message"]
        return answer["error"]["code"]

    assert await code(do="conversation.dance") == "no_action"
    assert await code(do="message.reply") == "objection"
    assert await code(do="conversation.new", words="x") == "refused"
    assert await code(wait="never seen", seconds=0.05) == "not_seen"
    assert await code(wait="(") == "bad_pattern"
    assert await code(press=["enter", "hyper+k"]) == "no_key"
    assert await code(dance=True) == "unknown"
    assert (await stage.other.say(b"\x00\xff{\n"))["error"]["code"] == "not_json"
    # Blank lines are nothing, and the last line may lack its end.
    assert (await stage.other.say(b'\n\r\n{"id": "z", "state": true}\n'))["id"] == "z"
    assert (await stage.other.say(b"x" * (conversation.LONGEST_LINE + 1)))["error"]["code"] == (
        "too_long"
    )
    with pytest.raises(EOFError):
        await stage.other.hear()


async def test_no_secret_is_ever_told(stage: Stage) -> None:
    await stage.other.ask(subscribe=["store", "connection"])
    told = [
        await stage.other.ask(state=True),
        await stage.other.ask(screen="text"),
        await stage.other.ask(screen="svg"),
        await stage.other.ask(do=stage.account.token),
        await stage.other.ask(do="app.log"),
        *stage.other.events,
    ]
    # The third was said by who asked.
    said = json.dumps([answer for answer in told if "no_action" not in json.dumps(answer)])
    assert stage.account.token not in said
    assert "Bearer" not in said


async def test_many_are_served_and_too_many_are_told(stage: Stage) -> None:
    async with AsyncExitStack() as closing:
        others = [
            await closing.enter_async_context(calling(stage.path)) for _ in range(MOST_AT_ONCE - 1)
        ]
        answers = await asyncio.gather(
            *(other.ask(press=["f1"] if at == 3 else []) for at, other in enumerate(others))
        )
        assert all(answer["ok"] for answer in answers)
        one_more = await closing.enter_async_context(calling(stage.path))
        assert (await one_more.hear())["error"]["code"] == "too_many"
    await stage.other.ask(state=True)


async def test_who_does_not_read_is_dropped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "MOST_UNREAD_BYTES", 1000)
    async with calling(stage.path, most_unread=1000) as deaf:
        await deaf.ask(subscribe=["store"])
        trace, dropped = (
            stage.client.instruments.trace,
            len(stage.client.instruments.trace.listeners),
        )
        from safespot_tui.instruments.trace.entry import Patched

        def note() -> bool:
            trace.note(Patched(trace.next_number(), None, trace.now, ("x" * 50_000,)))
            return len(trace.listeners) < dropped

        await until(note)
    # Everybody else goes on.
    assert (await stage.other.ask(state=True))["ok"]


async def test_a_stranger_is_not_heard(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer.os, "geteuid", lambda: 4711)
    async with calling(stage.path) as stranger:
        with pytest.raises((EOFError, ConnectionError)):
            await stranger.ask(state=True)


async def test_the_end_is_told_and_the_socket_is_gone(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "control"
    account = await cast.account("Ana")
    async with opened("Ana", account, tmp_path) as client, AsyncExitStack() as closing:
        async with controlled(client, ControlPlace(path)):
            other = await closing.enter_async_context(calling(path))
            assert (await other.ask(state=True))["ok"]
            other.writer.write(b'{"wait": "never seen", "seconds": 500}\n')
            another = await closing.enter_async_context(calling(path))
            assert (await another.ask(state=True))["ok"]
        assert await other.hear() == {"event": "ended"}
        assert not path.exists()
