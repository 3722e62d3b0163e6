"""What a client's trace shows of a broken server, and that it shows nothing of a sound one."""

from pathlib import Path

import pytest

from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.entry import Framed
from safespot_tui.store.connection import ConnectionState
from tests.broken_server.switch import FAULTS, Switch
from tests.broken_server.towns import MARK, TOWNS, OpenTown, Town, said
from tests.tui.until import until


async def day(town: Town, folder: Path, instruments: Instruments) -> None:
    """Ana hears of what was written before she came and since, writes, and her line is cut."""
    await town.beto_writes(f"uno, {MARK}")
    async with town.client(folder / "ana.db", instruments) as engine:

        def heard() -> set[str]:
            return said(engine, town.room)

        def whole() -> int:
            frames = [entry for entry in instruments.trace if isinstance(entry, Framed)]
            return sum(frame.event in ("connected", "sync") for frame in frames)

        await until(lambda: whole() >= town.streams and f"uno, {MARK}" in heard())
        await town.beto_writes(f"dos, {MARK}")
        await town.beto_writes("tres")
        await until(lambda: "tres" in heard())
        await engine.send(town.room, f"cuatro, {MARK}")
        await until(lambda: not engine.store.outbox)
        await town.beto_writes("cinco")
        await until(lambda: "cinco" in heard())
        await town.beto_writes(f"seis, {MARK}")
        # Two of them keep it to themselves.
        silent = town.proxy.switch in (Switch.LOSES, Switch.REORDERS)
        await until(lambda: silent or f"seis, {MARK}" in heard())
        await until(lambda: not engine.store.outbox)
        town.proxy.cut()
        await until(lambda: engine.store.connection.state is not ConnectionState.LIVE)
        await until(lambda: engine.store.connection.state is ConnectionState.LIVE)
        await town.beto_writes("siete")
        await until(lambda: "siete" in heard())


@pytest.mark.parametrize("switch", [None, *Switch])
@pytest.mark.parametrize("open_town", TOWNS.values(), ids=TOWNS)
async def test_what_is_wrong_is_named(
    open_town: OpenTown, switch: Switch | None, tmp_path: Path
) -> None:
    instruments = Instruments()
    async with open_town(switch) as town:
        await day(town, tmp_path, instruments)
    found = findings(instruments.trace)
    assert {one.fault for one in found} == ({FAULTS[switch]} if switch else set())
