"""A tape a switch: it fails on a broken server with the name of the fault, and on no sound one."""

from pathlib import Path

import pytest

from safespot_tui.instruments.trace.wording import fault_in_words
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.report.outcome import Failed, Passed, TapeOutcome
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.player import play
from tests.broken_server.switch import FAULTS, Switch
from tests.broken_server.towns import TOWNS, OpenTown

TAPES = Path(__file__).with_name("tapes")


async def played(
    open_town: OpenTown, switch: Switch | None, tape: Switch, folder: Path
) -> TapeOutcome:
    file = TAPES / f"{tape}.tape"
    async with open_town(switch) as town:
        cast = Cast(town.proxy.url, {}, may_register=True)
        return await play(parse(file.read_text(), file.name), cast, folder)


@pytest.mark.parametrize("switch", Switch)
@pytest.mark.parametrize("open_town", TOWNS.values(), ids=TOWNS)
async def test_its_tape_fails_with_the_name_of_the_fault(
    open_town: OpenTown, switch: Switch, tmp_path: Path
) -> None:
    outcome = await played(open_town, switch, switch, tmp_path)
    print(outcome.result if not isinstance(outcome.result, Passed) else "passed")
    assert isinstance(outcome.result, Failed)
    fault = FAULTS[switch]
    assert f"{fault}: {fault_in_words(fault)}" in outcome.result.sentence


@pytest.mark.parametrize("switch", Switch)
@pytest.mark.parametrize("open_town", TOWNS.values(), ids=TOWNS)
async def test_no_tape_fails_on_a_sound_server(
    open_town: OpenTown, switch: Switch, tmp_path: Path
) -> None:
    outcome = await played(open_town, None, switch, tmp_path)
    print(outcome.result if not isinstance(outcome.result, Passed) else "passed")
    assert isinstance(outcome.result, Passed)
