"""A load, as it goes."""

from pathlib import Path

from safespot_tui.gateway.errors import Unreachable
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.load.ledger import Mark
from safespot_tui.stage.load.panel import LoadPanel, lines
from safespot_tui.stage.load.plan import Plan
from safespot_tui.stage.load.pool import Pool
from safespot_tui.stage.load.result import Result
from safespot_tui.stage.load.run import Load
from tests.tui.until import until

ENDLESS = Plan(clients=2, rate=50, duration=3600, slow=0, cut=0)


def text(load: Load, width: int = 80, height: int = 24) -> list[str]:
    return [line for line, _style in lines(load, "http://127.0.0.1:1", width, height)]


async def ended(panel: LoadPanel) -> None:
    await until(lambda: panel.return_value is not None)


async def test_it_runs_until_q_and_gives_the_result(cast: Cast, tmp_path: Path) -> None:
    load = Load(ENDLESS, Pool(cast, None, print), tmp_path)
    panel = LoadPanel(load, "http://127.0.0.1:1")
    async with panel.run_test() as pilot:
        await until(lambda: bool(load.ledger.accepted.counts))
        await pilot.press("q")
        await ended(panel)
    result = panel.return_value
    assert isinstance(result, Result)
    assert result.is_clean()
    assert not result.is_whole


async def test_what_it_fails_with_is_given(cast: Cast, tmp_path: Path) -> None:
    nowhere = Cast("http://127.0.0.1:1", {}, may_register=True)
    panel = LoadPanel(Load(ENDLESS, Pool(nowhere, None, print), tmp_path), "")
    async with panel.run_test():
        await ended(panel)
    assert isinstance(panel.return_value, Unreachable)


def test_everything_is_on_one_screen(tmp_path: Path) -> None:
    load = Load(Plan(), Pool(Cast("", {}, may_register=False), None, print), tmp_path)
    mark = Mark(load.ledger.run, 0, 0)
    load.ledger.is_due(mark, 0.0, [1])
    load.ledger.is_accepted(mark)
    load.ledger.went_wrong("Busy 429")
    load.ledger.findings.add(Finding(Fault.LOST, str(mark)))
    told = text(load)
    assert len(told) == 24
    assert max(map(len, told)) <= 80
    assert "1 sent, 1 accepted, 1 under way" in told
    assert "1 error: Busy 429 1" in told
    assert any(line.startswith("lost 1  doubled 0  reordered 0") for line in told)
    assert len(text(load, 200, 60)) == 60


def test_a_small_screen_does_as_well(tmp_path: Path) -> None:
    load = Load(Plan(), Pool(Cast("", {}, may_register=False), None, print), tmp_path)
    assert len(text(load, 10, 5)) == 17
