"""`doctor --diff` names what is wrong with a server, and finds nothing where nothing is."""

import asyncio
import json
from pathlib import Path

import pytest

from safespot_tui.cli.main import main
from safespot_tui.config.credentials import save_token
from safespot_tui.config.locations import archive_path
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.instruments.instruments import Instruments
from tests.broken_server.switch import FAULTS, Switch
from tests.broken_server.towns import MARK, TOWNS, OpenTown, Town, global_chat_town, said
from tests.tui.until import until


async def day(town: Town) -> None:
    """Ana's window is closed, and then things happen."""
    ana = town.ana
    dialect = ana.dialect.value
    profile = Profile("default", ana.server, "ana@example.org", ana.user_id, ana.alias, dialect)
    save_profile(profile)
    save_token(profile, ana.token)
    path = archive_path("default")
    path.parent.mkdir(parents=True, exist_ok=True)
    await town.beto_writes("uno")
    async with town.client(path, Instruments()) as engine:
        await until(lambda: "uno" in said(engine, town.room))
        await town.beto_writes("y uno más")
        await until(lambda: "y uno más" in said(engine, town.room) and not engine.store.outbox)
    await town.beto_writes(f"dos, {MARK}")
    await town.beto_writes("tres")
    await town.ana_writes(f"cuatro, {MARK}")
    await town.beto_writes("cinco")
    await town.beto_writes(f"seis, {MARK}")


@pytest.mark.parametrize("switch", [None, *Switch])
@pytest.mark.parametrize("open_town", TOWNS.values(), ids=TOWNS)
async def test_the_doctor_names_what_is_wrong(
    open_town: OpenTown, switch: Switch | None, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_town(switch) as town:
        await day(town)
        code = await asyncio.to_thread(main, ["doctor", "--diff", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {one["fault"] for one in told["findings"]} == ({FAULTS[switch]} if switch else set())
    assert (code == 0) is (switch is None)


async def test_it_says_so_in_a_sentence(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with global_chat_town(Switch.LOSES) as town:
        await day(town)
        await asyncio.to_thread(main, ["doctor", "--diff"])
    told = capsys.readouterr().out
    assert told.count("lost: the server has it, and never told it: ") == 2
    assert "Look at how the server tells of what it has stored" in told
