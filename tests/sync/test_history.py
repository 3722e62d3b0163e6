# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""The past of a conversation, from the server and from the archive."""

import asyncio

from safespot_tui.domain.event import MessageChanges
from safespot_tui.domain.text import safe_text
from tests.sync.chat import C, contents


async def test_showing_fills_the_screen_from_the_server_then_from_the_archive(windows, ana):
    for n in range(120):
        windows.server.say(C, "u-beto", str(n))
    await windows.until(lambda: contents(ana)[-1] == "119")
    await ana.load_older(C)
    await windows.close(ana)
    asked = len(windows.server.calls)
    windows.server.go_down()
    again = windows.run(windows.restored("u-ana"))

    again.show(C)
    await windows.until(lambda: len(contents(again)) == 51)
    await again.load_older(C)
    await again.load_older(C)

    assert contents(again) == ["buenas", *map(str, range(120))]
    assert not again.store.timeline(C).has_older
    await again.load_older(C)
    assert not [call for call in windows.server.calls[asked:] if call[0] == "history"]


async def test_a_conversation_without_a_message_is_asked_for_once(windows, ana):
    empty = windows.server.open("new", ana.store.me, windows.server.user("caro"))
    full = "c-dm"
    await windows.until(lambda: ana.store.conversation(empty))
    ana.show(empty)
    await windows.until(lambda: ("history", empty, "None") in windows.server.calls)
    # What is asked for next waits until that is done.
    ana.show(full)
    await windows.until(lambda: any(call[:2] == ("history", full) for call in windows.server.calls))
    assert len([call for call in windows.server.calls if call[:2] == ("history", empty)]) == 1


async def test_history_is_fetched_once_however_often_it_is_asked_for(windows):
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    for n in range(200):
        server.say(C, "u-beto", str(n))
    ana = await windows.open("u-ana")
    server.gate.clear()
    loads = [asyncio.create_task(ana.load_older(C)) for _ in range(3)]
    await asyncio.sleep(0.01)
    server.gate.set()
    await asyncio.gather(*loads)

    assert len([call for call in server.calls if call[0] == "history"]) == 1
    assert contents(ana) == [str(n) for n in range(149, 200)]


async def test_what_changes_while_its_page_is_on_the_way_is_not_overwritten(windows):
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    first, second, _ = (server.say(C, "u-beto", text) for text in ("uno", "dos", "tres"))
    ana = await windows.open("u-ana")
    server.gate.clear()
    loading = asyncio.create_task(ana.load_older(C))
    await windows.until(lambda: any(call[0] == "history" for call in server.calls))
    server.delete(first.id)
    server.amend(second.id, MessageChanges(content=safe_text("DOS")))
    marker = server.say(C, "u-beto", "cuatro")
    await windows.until(lambda: ana.store.base_message(marker.id))
    server.gate.set()
    await loading

    assert contents(ana) == ["", "DOS", "tres", "cuatro"]


async def test_what_changes_is_changed_in_the_archive_too_when_it_is_only_there(windows, ana):
    for n in range(60):
        windows.server.say(C, "u-beto", str(n))
    await windows.until(lambda: contents(ana)[-1] == "59")
    await windows.close(ana)
    again = await windows.open("u-ana")
    assert contents(again) == ["59"]

    windows.server.delete("m-00030")
    marker = windows.server.say(C, "u-beto", "fin")
    await windows.until(lambda: again.store.base_message(marker.id))
    await windows.close(again)
    windows.server.go_down()
    third = windows.run(windows.restored("u-ana"))
    await third.load_older(C)

    assert third.store.base_message("m-00030").deleted_at is not None
