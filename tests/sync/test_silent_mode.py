"""In silent mode nothing is told that the user did not mean to be told, then or later."""

from collections.abc import Callable

import pytest

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.domain.intent import MarkRead
from safespot_tui.sync.engine import Engine

C, D = "c-dm", "c-other"
TELLING = {"typing", "delivered"}


@pytest.fixture
async def ana(windows) -> Engine:
    server = windows.server
    for name in ("ana", "beto", "caro"):
        server.user(name)
    server.open("dm", "u-ana", "u-beto")
    server.open("other", "u-ana", "u-caro")
    server.say(C, "u-beto", "buenas")
    ana = await windows.open("u-ana")
    await windows.until(lambda: any(call[0] == "delivered" for call in server.calls))
    server.calls.clear()
    return ana


@pytest.fixture
def told(windows) -> Callable[[], list[str]]:
    """What has been told so far: signs, receipts, and what was read."""

    def told() -> list[str]:
        calls = [call[0] for call in windows.server.calls if call[0] in TELLING]
        reads = [i.conversation_id for i in windows.server.performed if isinstance(i, MarkRead)]
        return [*calls, *reads]

    return told


async def use(windows, ana) -> None:
    """What somebody does all day, and what happens meanwhile."""
    ana.show(C)
    ana.typed(C)
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: ana.store.conversation(C).head_position == 2)
    ana.set_focused(focused=False)
    ana.set_focused(focused=True)
    ana.mark_read(C)
    ana.show(D)
    windows.server.say(D, "u-caro", "hola")
    windows.server.say(C, "u-beto", "bueno")
    await windows.until(lambda: ana.store.conversation(C).head_position == 3)
    await windows.clock.advance(20)


async def test_outside_it_all_of_this_is_told(windows, ana, told) -> None:
    await use(windows, ana)
    await windows.until(lambda: {"typing", "delivered", C, D} <= set(told()))


async def test_in_it_none_of_it_is_and_all_stays_unread(windows, ana, told) -> None:
    ana.set_silent(silent=True)

    await use(windows, ana)

    assert told() == []
    assert (ana.store.unread(C), ana.store.unread(D)) == (3, 1)
    assert ("silent", "True") in windows.server.calls


async def test_what_is_acknowledged_is_told_and_nothing_else(windows, ana, told) -> None:
    ana.set_silent(silent=True)
    await use(windows, ana)

    ana.acknowledge(C)

    assert (ana.store.unread(C), ana.store.unread(D)) == (0, 1)
    await windows.until(lambda: told() == [C])
    await windows.clock.advance(20)
    assert told() == [C]


async def test_a_message_that_is_sent_tells_no_more_than_itself(windows, ana, told) -> None:
    ana.set_silent(silent=True)
    ana.typed(C)
    await ana.send(C, "acá")
    await windows.until(lambda: len(windows.server.performed) == 1)
    await windows.clock.advance(20)
    assert told() == []


async def test_afterwards_what_came_meanwhile_is_not_told(windows, ana, told) -> None:
    ana.set_silent(silent=True)
    await use(windows, ana)
    ana.set_silent(silent=False)
    ana.set_focused(focused=True)
    await windows.clock.advance(20)
    assert told() == []
    assert ana.store.unread(D) == 1

    await windows.close(ana)
    again = await windows.open("u-ana")
    await windows.clock.advance(20)
    assert told() == []

    windows.server.say(D, "u-caro", "¿seguís?")
    await windows.until(lambda: told() == ["delivered"])
    again.show(C)
    await windows.until(lambda: told() == ["delivered", C])


async def test_it_is_the_accounts_after_a_restart_and_in_its_other_windows(
    windows, ana, told
) -> None:
    other = await windows.open("u-ana")
    await windows.until(lambda: told() == ["delivered"])
    windows.server.calls.clear()
    ana.set_silent(silent=True)
    other.show(C)
    other.typed(C)
    await windows.until_written(lambda: other.store.is_silent)
    await windows.close(ana)
    await windows.close(other)

    again = await windows.open("u-ana")

    assert again.store.is_silent
    await use(windows, again)
    assert told() == []
    again.set_silent(silent=False)
    assert not again.store.is_silent


async def test_what_was_read_before_and_not_told_waits_for_its_end(windows, ana, told) -> None:
    windows.server.down = True
    ana.show(C)
    await windows.until(lambda: ("perform", "MarkRead") in windows.server.calls)
    ana.show(None)
    ana.set_silent(silent=True)
    windows.server.down = False
    await windows.clock.advance(60)
    assert C not in told()
    assert ana.store.unread(C) == 0

    ana.set_silent(silent=False)

    await windows.until(lambda: C in told())


async def test_what_waits_is_told_when_it_is_acknowledged(windows, ana, told) -> None:
    windows.server.down = True
    ana.show(C)
    await windows.until(lambda: ("perform", "MarkRead") in windows.server.calls)
    ana.set_silent(silent=True)
    windows.server.down = False
    ana.acknowledge(C)
    await windows.clock.advance(60)
    await windows.until(lambda: told().count(C) == 1)


def test_a_disk_that_takes_nothing_makes_nobody_heard(tmp_path) -> None:
    mark = SilentMark(tmp_path / "missing")
    mark.set()
    assert mark.is_set
    mark.clear({})
    assert not mark.is_set


def test_what_is_not_understood_of_the_file_is_passed_over(tmp_path) -> None:
    (tmp_path / "withheld.json").write_bytes(b"{")
    assert SilentMark(tmp_path).withheld() == {}
