"""The suite from end to end is tapes, each on every server that can do what it requires."""

import io
from collections import Counter
from pathlib import Path

import pytest

from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.report.console import Console
from safespot_tui.stage.report.outcome import Passed, TapeOutcome
from safespot_tui.stage.tape.lint import problems_of
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.player import play
from safespot_tui.stage.tape.script import Script
from safespot_tui.sync.session import new_origin

from .tape_servers import ONLY_THERE, Kind, kinds_for, serving

TAPES = Path(__file__).parent / "tapes"
SCRIPTS = [
    parse(path.read_text(encoding="utf-8"), str(path.relative_to(TAPES)))
    for path in sorted(TAPES.rglob("*.tape"))
]
CASES = [(kind, script) for script in SCRIPTS for kind in kinds_for(script)]
LEAST = 40


async def played(kind: Kind, script: Script, folder: Path) -> TapeOutcome:
    clients = folder / "clients"
    clients.mkdir()
    async with serving(kind, folder) as server:
        cast = Cast(server.url, {}, may_register=True)
        return await play(script, cast, clients, server=server)


@pytest.mark.parametrize(
    ("kind", "script"),
    [pytest.param(*case, id=f"{case[0]}-{case[1].file.removesuffix('.tape')}") for case in CASES],
)
async def test_tape(kind: Kind, script: Script, tmp_path: Path) -> None:
    outcome = await played(kind, script, tmp_path)
    told = io.StringIO()
    Console(told, {}).ended(outcome)
    assert outcome.result == Passed(), told.getvalue()


def test_there_are_enough_of_them_on_both_servers() -> None:
    counts = Counter(kind for kind, _script in CASES)
    assert min(counts[kind] for kind in Kind) >= LEAST


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.file)
def test_it_can_be_played_and_says_what_it_shows(script: Script) -> None:
    assert problems_of(script) == ()
    assert script.source.startswith("# ")


async def test_what_a_tape_may_require_is_what_the_servers_can_do(tmp_path: Path) -> None:
    can = {}
    for kind in Kind:
        (tmp_path / kind).mkdir()
        async with serving(kind, tmp_path / kind) as server:
            account = await Cast(server.url, {}, may_register=True).account("Ana")
            gateway = await account.gateway(new_origin(), Instruments())
            can[kind] = gateway.capabilities
            await gateway.aclose()
    assert {
        Kind.BUNDLED: can[Kind.BUNDLED] - can[Kind.DEPLOYED],
        Kind.DEPLOYED: can[Kind.DEPLOYED] - can[Kind.BUNDLED],
    } == ONLY_THERE
