"""Clients that are driven, against a server of their own."""

import gc
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from safespot_tui.stage.cast import Cast, NobodyPlays
from safespot_tui.stage.client import NotSeen, opened


async def test_two_clients_see_what_one_of_them_types(cast: Cast, tmp_path: Path) -> None:
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
        # In the field, and found.
        await first.wait_for(lambda: first.screen.count(beto.alias) == 2)
        await first.press("enter")
        await first.wait_for(lambda: first.state.conversation_id != "")
        await first.type("hola, ¿todo bien?")
        await first.press("enter")
        await second.wait_for(lambda: "hola, ¿todo bien?" in second.screen)
        assert second.state.unread == 1
        assert "<svg" in first.svg()


async def test_a_terminal_of_another_size_is_filled(cast: Cast, tmp_path: Path) -> None:
    async with opened("Ana", await cast.account("Ana"), tmp_path) as client:
        await client.resize(90, 25)
        await client.press("f1", "escape")
        assert [len(client.lines), len(client.lines[0])] == [25, 90]


async def test_what_a_client_leaves_is_left_to_the_collector(cast: Cast, tmp_path: Path) -> None:
    kept = gc.get_freeze_count()
    async with opened("Ana", await cast.account("Ana"), tmp_path) as client:
        await client.wait_for(lambda: client.state.connection == "live")
    assert gc.get_freeze_count() <= kept


async def test_what_does_not_come_about_is_said(cast: Cast, tmp_path: Path) -> None:
    async with opened("Ana", await cast.account("Ana"), tmp_path) as client:
        with pytest.raises(NotSeen):
            await client.wait_for(lambda: False, seconds=0.05)


async def test_what_is_printed_stays_with_who_prints_whoever_goes_first(
    cast: Cast, tmp_path: Path
) -> None:
    before = sys.stdout, sys.stderr
    async with AsyncExitStack() as second, AsyncExitStack() as first:
        for name, life in (("Ana", first), ("Beto", second)):
            (tmp_path / name).mkdir()
            account = await cast.account(name)
            await life.enter_async_context(opened(name, account, tmp_path / name))
            assert (sys.stdout, sys.stderr) == before
    assert (sys.stdout, sys.stderr) == before


async def test_signals_are_for_who_drives(cast: Cast, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    async with opened("Ana", await cast.account("Ana"), tmp_path):
        assert signal.getsignal(signal.SIGTERM) is before


async def test_nobody_plays_where_no_account_may_be_made() -> None:
    with pytest.raises(NobodyPlays):
        await Cast("http://127.0.0.1:1", {}, may_register=False).account("Ana")
