# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""A message far back comes with its neighbours; what is between stays a gap that can be filled."""

import pytest

from safespot_tui.gateway.errors import Rejected, Unreachable
from safespot_tui.store.timeline import gap_before, is_gap
from safespot_tui.sync.stored import Stored

C = "c-dm"


def texts(engine):
    rows = engine.store.timeline(C).rows
    return ["…" if is_gap(row) else engine.store.message(row).content for row in rows]


async def with_messages(windows, count):
    server = windows.server
    server.user("ana")
    server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    return [server.say(C, "u-beto", str(n)) for n in range(count)]


async def test_what_is_between_stays_a_gap_that_can_be_filled(windows):
    said = await with_messages(windows, 200)
    ana = await windows.open("u-ana")

    assert await ana.load_around(C, said[60].id)

    assert texts(ana) == ["…", *map(str, range(35, 85)), "…", "199"]
    for first_below in (199, 149, 99):
        await ana.fill_gap(C, gap_before(said[first_below].id))
    assert texts(ana) == ["…", *map(str, range(35, 200))]


async def test_what_is_here_already_is_not_asked_for(windows, monkeypatch):
    said = await with_messages(windows, 9)
    ana = await windows.open("u-ana")
    await ana.load_older(C)
    asked = len(windows.server.calls)
    monkeypatch.delattr(Stored, "around")

    assert await ana.load_around(C, said[2].id)

    assert len(windows.server.calls) == asked


async def test_a_message_that_is_gone_is_refused_by_the_server(windows):
    await with_messages(windows, 9)
    ana = await windows.open("u-ana")
    with pytest.raises(Rejected):
        await ana.load_around(C, "m-strange")


async def test_the_file_brings_it_when_the_server_cannot(windows):
    said = await with_messages(windows, 200)
    ana = await windows.open("u-ana")
    await ana.load_around(C, said[60].id)
    await windows.close(ana)
    windows.server.go_down()
    again = windows.run(windows.restored("u-ana"))
    await windows.state(again, "offline")
    assert texts(again) == ["…", "199"]

    assert await again.load_around(C, said[70].id)

    assert texts(again) == ["…", *map(str, range(45, 85)), "…", "199"]
    with pytest.raises(Unreachable):
        await again.load_around(C, said[5].id)
