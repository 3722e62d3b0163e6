"""An image is kept before it is shown, and goes out in its turn, as often as it takes."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.intent import DeleteMessage, OutboxState, SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Rejected
from safespot_tui.store.progress import Work
from safespot_tui.sync.errors import OutboxFull

C = ConversationId("c-dm")
IMAGE = b"12345"


@pytest.fixture
async def ana(windows: Any) -> Any:
    server = windows.server
    me, beto = server.user("ana"), server.user("beto")
    server.open("dm", me, beto)
    return await windows.open(me)


def files(windows: Any, engine: Any) -> list[Path]:
    folder = windows.path(engine.store.me)
    return list(folder.with_name(folder.name + ".outgoing").glob("*"))


def uploads(windows: Any) -> int:
    return sum(call[0] == "upload" for call in windows.server.calls)


def sent(windows: Any) -> list[tuple[str, str]]:
    return [
        (intent.content, intent.caption)
        for intent in windows.server.performed
        if isinstance(intent, SendMessage)
    ]


async def test_it_waits_for_the_network_and_keeps_its_place(windows: Any, ana: Any) -> None:
    windows.server.go_down()
    await ana.send_image(C, IMAGE, "la esquina")
    await ana.send(C, "¿Viste?")
    row = ana.store.message(ana.store.timeline(C).rows[-2])
    assert (row.type, row.caption) == ("image", "la esquina")
    assert [file.read_bytes() for file in files(windows, ana)] == [IMAGE]
    me = ana.store.me
    await windows.crash(ana)
    windows.server.down = False
    again = await windows.open(me)
    await windows.until(lambda: len(sent(windows)) == 2)
    assert sent(windows) == [("https://images.example/5.png", "la esquina"), ("¿Viste?", "")]
    assert uploads(windows) >= 1
    await windows.until(lambda: not again.store.outbox)
    await windows.until_written(lambda: not files(windows, again))


async def test_how_far_it_is_can_be_watched(windows: Any, ana: Any) -> None:
    seen: list[int | None] = []

    def note(_batch: object) -> None:
        seen.extend(each.percent for each in ana.store.progress if each.work is Work.UPLOAD)

    ana.store.watch_all(note)
    await ana.send_image(C, IMAGE, "")
    await windows.until(lambda: sent(windows))
    assert 40 in seen
    assert not ana.store.progress


async def test_given_up_while_it_is_uploaded_it_is_broken_off(windows: Any, ana: Any) -> None:
    gateway = await ana._door.gateway()
    upload, begun, ended = gateway.upload_image, asyncio.Event(), asyncio.Event()

    async def slow(_where: Any, _name: Any, image: bytes, sent: Any) -> None:
        sent(len(image) // 4, len(image))
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    gateway.upload_image = slow
    row = await ana.send_image(C, IMAGE, "uno")
    await ana.send(C, "dos")
    await begun.wait()
    assert ana.store.uploaded(ana.store.message(row)) == 20
    await ana.discard(ana.store.outbox[0].sequence)
    assert row not in ana.store.timeline(C).rows
    await windows.until(lambda: not ana.store.outbox)
    assert ended.is_set()
    assert not ana.store.progress
    assert sent(windows) == [("dos", "")]
    await windows.until_written(lambda: not files(windows, ana))
    assert not any(isinstance(intent, DeleteMessage) for intent in windows.server.performed)
    gateway.upload_image = upload
    await ana.send_image(C, IMAGE, "tres")
    await windows.until(lambda: len(sent(windows)) == 2)


async def test_a_refused_one_can_be_tried_again_or_given_up(windows: Any, ana: Any) -> None:
    gateway = await ana._door.gateway()
    upload, refusals = gateway.upload_image, [Rejected(safe_text("No."), "not_an_image", 422)]

    async def refused(*asked: Any) -> Any:
        if refusals:
            raise refusals[0]
        return await upload(*asked)

    gateway.upload_image = refused
    await ana.send_image(C, IMAGE, "uno")

    def failed() -> bool:
        return [item.state for item in ana.store.outbox] == [OutboxState.FAILED]

    await windows.until(failed)
    assert len(files(windows, ana)) == 1
    refusals.clear()
    await ana.retry(ana.store.outbox[0].sequence)
    await windows.until(lambda: sent(windows))
    refusals.append(Rejected(safe_text("No."), "not_an_image", 422))
    await windows.until(lambda: not ana.store.outbox)
    await ana.send_image(C, IMAGE, "dos")
    await windows.until(failed)
    await ana.discard(ana.store.outbox[0].sequence)
    await windows.until_written(lambda: not files(windows, ana))
    assert len(sent(windows)) == 1


async def test_one_whose_upload_was_forgotten_is_uploaded_again(windows: Any, ana: Any) -> None:
    gateway = await ana._door.gateway()
    perform, refusals = gateway.perform, [Rejected(safe_text("No such image."), "not_found", 404)]

    async def refused(intent: Any) -> Any:
        if isinstance(intent, SendMessage) and refusals:
            raise refusals.pop()
        return await perform(intent)

    gateway.perform = refused
    await ana.send_image(C, IMAGE, "uno")
    await windows.until(lambda: [i.state for i in ana.store.outbox] == [OutboxState.FAILED])
    assert uploads(windows) == 1
    await ana.retry(ana.store.outbox[0].sequence)
    await windows.until(lambda: sent(windows))
    assert uploads(windows) == 2
    await windows.until(lambda: not ana.store.outbox)
    await windows.until_written(lambda: not files(windows, ana))


async def test_a_file_that_is_gone_is_told(windows: Any, ana: Any) -> None:
    windows.server.go_down()
    await ana.send_image(C, IMAGE, "")
    (file,) = files(windows, ana)
    file.unlink()
    windows.server.down = False
    await ana.retry(ana.store.outbox[0].sequence)
    await windows.clock.advance(60)
    await windows.until(lambda: ana.store.outbox[0].state is OutboxState.FAILED)
    assert "not here any more" in ana.store.outbox[0].reason


async def test_what_cannot_be_kept_is_not_shown(windows: Any, ana: Any) -> None:
    folder = windows.path(ana.store.me)
    folder.with_name(folder.name + ".outgoing").write_text("in the way")
    with pytest.raises(OutboxFull):
        await ana.send_image(C, IMAGE, "")
    assert not ana.store.outbox
