"""The trace of a whole client: what crosses, what it becomes, and what that changes."""

from pathlib import Path

from safespot_tui.domain.event import MessageCreated, Received
from safespot_tui.gateway.safespot.secret import secret_of
from safespot_tui.instruments.trace.entry import (
    Answered,
    Asked,
    Called,
    Entry,
    Framed,
    Patched,
    Told,
)
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import opened
from tests.safespot_server import SafeSpotServer


def origins(trace: Trace, entry: Entry) -> list[type[Entry]]:
    """The types of an entry and of all that it comes of, the last first."""
    found = list[type[Entry]]()
    at: Entry | None = entry
    while at is not None:
        found.append(type(at))
        at = trace.get(at.of)
    return found


async def test_what_one_sends_is_followed_to_the_other_ones_store(cast: Cast, tmp_path: Path):
    ana, beto = await cast.account("Ana"), await cast.account("Beto")
    (tmp_path / "ana").mkdir()
    (tmp_path / "beto").mkdir()
    async with (
        opened("Ana", ana, tmp_path / "ana") as first,
        opened("Beto", beto, tmp_path / "beto") as second,
    ):
        await first.wait_for(lambda: first.state.connection == "live")
        await second.wait_for(lambda: second.state.connection == "live")
        await first.perform("conversation.new")
        await first.type(beto.alias)
        await first.wait_for(lambda: first.screen.count(beto.alias) == 2)
        await first.press("enter")
        await first.wait_for(lambda: first.state.conversation_id != "")
        await first.type("hola")
        await first.press("enter")
        await second.wait_for(lambda: "hola" in second.screen)
        await first.wait_for(lambda: not first.state.outbox)
        sending, receiving = first.instruments.trace, second.instruments.trace

    created = [
        entry
        for entry in receiving
        if isinstance(entry, Patched) and "MessageCreated" in entry.patches
    ]
    assert origins(receiving, created[-1]) == [Patched, Told, Framed, Asked, Called]
    frame = next(e for e in receiving if isinstance(e, Framed) and e.event == "message-created")
    assert '"content":"hola"' in frame.data

    posts = [entry for entry in sending if isinstance(entry, Asked) and entry.method == "POST"]
    sent = next(entry for entry in posts if '"content":"hola"' in entry.body)
    call = sending.get(sent.of)
    assert isinstance(call, Called)
    assert (call.name, call.about["intent"]) == ("perform", "SendMessage")
    (answer,) = [e for e in sending.made_of(sent.number) if isinstance(e, Answered)]
    assert answer.status == 201
    # Whichever came first: the answer, or the server's word of it to all windows.
    shown = next(
        e
        for e in sending
        if isinstance(e, Patched)
        and e.number > sent.number
        and {"Answered", "MessageCreated"} & {*e.patches}
    )
    assert origins(sending, shown) in ([Patched, Called], [Patched, Told, Framed, Asked, Called])

    for trace, account in ((sending, ana), (receiving, beto)):
        assert not any(entry.uncaused for entry in trace if isinstance(entry, Patched))
        assert not any(account.token in str(entry) for entry in trace)
        snapshots = [e for e in trace if isinstance(e, Patched) and "Snapshot" in e.patches]
        assert origins(trace, snapshots[0]) == [Patched, Called]


async def test_the_deployed_api_is_traced_too_and_the_client_keeps_to_the_checklist(
    tmp_path: Path,
):
    (tmp_path / "ana").mkdir()
    (tmp_path / "beto").mkdir()
    async with SafeSpotServer() as server:
        cast = Cast(server.url, {}, may_register=True)
        ana, beto = await cast.account("Ana"), await cast.account("Beto")
        async with (
            opened("Ana", ana, tmp_path / "ana") as first,
            opened("Beto", beto, tmp_path / "beto") as second,
        ):
            await first.wait_for(lambda: first.state.connection == "live")
            await second.wait_for(lambda: second.state.connection == "live")
            await first.perform("conversation.new")
            await first.type(beto.alias)
            await first.wait_for(lambda: first.screen.count(beto.alias) == 2)
            await first.press("enter")
            await first.wait_for(lambda: first.state.conversation_id != "")
            await first.type("hola")
            await first.press("enter")
            await second.wait_for(lambda: "hola" in second.screen)
            await second.press("enter")
            await second.wait_for(lambda: second.state.unread == 0)
            await second.type("buenas")
            await second.press("enter")
            await first.wait_for(lambda: "buenas" in first.screen)
            await first.wait_for(lambda: not first.state.outbox)
    for client, account in ((first, ana), (second, beto)):
        trace, checklist = client.instruments.trace, client.instruments.checklist
        assert checklist is not None
        assert [finding for point in checklist.points for finding in point.findings] == []
        told = [
            entry
            for entry in trace
            if isinstance(entry, Told)
            and isinstance(entry.item, Received)
            and isinstance(entry.item.event, MessageCreated)
        ]
        assert told
        sources = {type(trace.get(entry.of)) for entry in told}
        assert sources <= {Framed, Answered}
        asked = [entry for entry in trace if isinstance(entry, Asked)]
        assert all(isinstance(trace.get(entry.of), Called) for entry in asked)
        written = "".join(map(str, trace))
        secret = secret_of(account.token)
        assert secret.token not in written
        assert secret.signature not in written
