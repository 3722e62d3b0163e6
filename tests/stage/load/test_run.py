"""Quick loads, on both kinds of server."""

from collections.abc import Sequence
from pathlib import Path

from safespot_tui.gateway.dialect import Dialect
from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.load.plan import Plan, Role
from safespot_tui.stage.load.pool import Pool
from safespot_tui.stage.load.result import Result
from safespot_tui.stage.load.run import Load, Phase
from tests.safespot_server import SafeSpotServer

QUICK = Plan(clients=3, rate=400, duration=0.05, seed=3, group_size=3, slow_by=0.05, cut_every=0.02)
"""Twenty messages, and a stream that breaks before they have come."""


def no_wait(seconds: float) -> None:
    raise AssertionError(f"the server wants to be left alone for {seconds} s")


async def loaded(cast: Cast, folder: Path, plan: Plan = QUICK) -> tuple[Load, Result]:
    load = Load(plan, Pool(cast, None, no_wait), folder)
    return load, await load.run()


async def test_nothing_is_lost_on_the_bundled_server(cast: Cast, tmp_path: Path) -> None:
    phases: list[Phase] = []
    load = Load(QUICK, Pool(cast, None, no_wait), tmp_path)
    load.changed.append(lambda: phases.append(load.phase))
    result = await load.run()
    assert result.is_clean(), result
    assert phases == list(Phase)[1:]
    assert result.is_whole
    assert result.sent == sum(len(list(QUICK.dues(client))) for client in range(3)) > 10
    assert result.accepted.count == result.sent
    assert sum(each.count for each in result.delivered.values()) == result.deliveries
    assert all(result.delivered[role].count for role in Role)
    assert result.compared == 3
    assert result.cuts


async def test_nothing_is_lost_on_the_deployed_api(tmp_path: Path) -> None:
    async with SafeSpotServer() as server:
        cast = Cast(server.url, {}, may_register=True)
        _load, result = await loaded(cast, tmp_path)
        assert server.backend.mistakes == []
    assert result.dialect == Dialect.SAFESPOT
    assert not result.faults, result
    assert result.unsent == 0
    # Its limits are what they are; whoever meets them is told so, and sends later.
    assert all(kind.startswith("Busy") for kind in result.errors)
    assert sum(each.count for each in result.delivered.values()) == result.deliveries


async def test_who_has_seen_enough_is_told_what_there_is(cast: Cast, tmp_path: Path) -> None:
    plan = Plan(clients=2, rate=100, duration=3600, slow=0, cut=0)
    load = Load(plan, Pool(cast, None, no_wait), tmp_path)
    load.changed.append(lambda: load.phase is Phase.WRITING and load.end_early())
    result = await load.run()
    assert result.is_clean()
    assert not result.is_whole


async def test_a_second_load_has_the_same_people_in_the_same_places(
    cast: Cast, tmp_path: Path
) -> None:
    plan = Plan(clients=3, rate=100, duration=0.02, group_size=3, slow=0, cut=0)
    seen: list[Sequence[Account]] = []
    held: list[int] = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        # Somebody else, who remembers nobody.
        server = (await cast.account("Guest")).server
        pool = Pool(Cast(server, {}, may_register=True), tmp_path / "pool", no_wait)
        load = Load(plan, pool, tmp_path / name)
        assert (await load.run()).is_clean()
        seen.append([player.account for player in load.players])
        held.append(len(load.players[0].store.inbox()))
    assert seen[0] == seen[1]
    assert held == [3, 3]
