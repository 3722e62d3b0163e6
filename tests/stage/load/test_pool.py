"""Accounts that are kept, for as long as they are good."""

from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import Busy
from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast, NobodyPlays
from safespot_tui.stage.load import pool as room
from safespot_tui.stage.load.pool import Pool

ACCOUNT = Account(server="http://127.0.0.1:1", token="secret", user_id="u", alias="Load000")


class BusyCast(Cast):
    """A server that lets somebody register only after it was left alone so often."""

    def __init__(self, times: int) -> None:
        super().__init__(ACCOUNT.server, {}, may_register=True)
        self.times = times

    async def account(self, name: str) -> Account:
        if self.times:
            self.times -= 1
            raise Busy(safe_line("later"), 0.001)
        return structs.replace(ACCOUNT, alias=name)


async def good(account: Account) -> bool:
    return True


async def bad(account: Account) -> bool:
    return False


async def test_it_waits_for_a_server_that_lets_nobody_register() -> None:
    waited: list[float] = []
    accounts = await Pool(BusyCast(2), None, waited.append).accounts(2)
    assert [account.alias for account in accounts] == ["Load000", "Load001"]
    assert waited == [0.001, 0.001]


async def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_WAITED", 0.0015)
    with pytest.raises(Busy):
        await Pool(BusyCast(2), None, lambda _seconds: None).accounts(1)


async def test_accounts_are_kept_privately(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_is_good", good)
    folder = tmp_path / "load"
    first = await Pool(BusyCast(0), folder, print).accounts(1)
    kept = folder / "Load000.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    # Nobody would be let in.
    nobody = Cast(ACCOUNT.server, {}, may_register=False)
    assert await Pool(nobody, folder, print).accounts(1) == first


async def test_those_of_another_server_are_no_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_is_good", good)
    await Pool(BusyCast(0), tmp_path / "load", print).accounts(1)
    elsewhere = Cast("http://127.0.0.1:2", {}, may_register=False)
    with pytest.raises(NobodyPlays):
        await Pool(elsewhere, tmp_path / "load", print).accounts(1)


async def test_another_takes_the_place_of_one_that_is_not_known_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_is_good", bad)
    cast = BusyCast(0)
    first = await Pool(cast, tmp_path / "load", print).accounts(1)
    (tmp_path / "load" / "Load000.json").write_bytes(b"{}")
    assert await Pool(cast, tmp_path / "load", print).accounts(1) == first
