"""What a client of a load ought to hold."""

from pathlib import Path

from safespot_tui.domain.event import HistoryPage
from safespot_tui.stage.account import Account
from safespot_tui.stage.load.ledger import Ledger, Mark
from safespot_tui.stage.load.places import Place
from safespot_tui.stage.load.plan import Plan, Role
from safespot_tui.stage.load.player import Player
from tests.conftest import Make

PLAN = Plan(clients=2, slow=0, cut=0)


async def test_what_lies_before_a_gap_may_only_not_have_been_loaded(
    make: Make, tmp_path: Path
) -> None:
    ledger = Ledger("ab12", [Role.STEADY] * 2, lambda: 0.0)
    account = Account("http://127.0.0.1:1", "secret", make.me, "Ana")
    player = Player(0, account, [Place(make.plaza, (0, 1))], PLAN, ledger, tmp_path)
    first, second, third, fourth = make.messages(1, 4)
    player.store.apply(make.snapshot(fourth))
    assert not player.is_loaded_to(third)
    page = HistoryPage(make.plaza, (second, fourth), has_older=True, has_newer=False)
    player.store.apply(page)
    assert player.is_loaded_to(third)
    assert not player.is_loaded_to(first)
    assert player.written(Mark("ab12", 0, 1)) is None
    await player.engine.aclose()
