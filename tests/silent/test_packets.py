"""What leaves the machine in silent mode, as a proxy on the way to the server sees it."""

import pytest

from safespot_tui.gateway.global_chat import polling
from safespot_tui.gateway.safespot import silent as connection
from safespot_tui.store.connection import ConnectionState
from tests.silent.recording_proxy import Told
from tests.silent.shift import until, words_in, work
from tests.silent.towns import bundled_town, deployed_town

ROUNDS = 3
TOWNS = pytest.mark.parametrize("town_of", [bundled_town, deployed_town])


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """It is looked as often as tests have patience."""
    monkeypatch.setattr(polling, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(polling, "SHARE", 0)
    monkeypatch.setattr(connection, "POLL_SECONDS", 0.02)


@TOWNS
async def test_outside_silent_mode_everything_is_told(town_of, tmp_path) -> None:
    async with town_of(tmp_path) as town, town.ana(silent=False) as ana:
        await until(lambda: ana.store.connection.state is ConnectionState.LIVE)
        await work(ana, town, range(1))
        await until(lambda: {Told.READ, Told.TYPING, Told.PRESENCE} <= town.proxy.told)
        await until(lambda: {Told.READ, Told.DELIVERED, Told.PRESENCE} <= town.seen())


@TOWNS
async def test_in_it_nothing_is_until_it_is_acknowledged(town_of, tmp_path) -> None:
    async with town_of(tmp_path) as town, town.ana(silent=True) as ana:
        await until(lambda: ana.store.connection.state is ConnectionState.LIVE)

        await work(ana, town, range(ROUNDS))

        assert (town.proxy.told, town.seen()) == (set(), set())
        assert len(town.proxy.asked) > 20
        assert ana.store.unread(town.rooms[0]) >= 2 * ROUNDS

        await ana.send(town.rooms[0], "Los leo.")
        await until(lambda: not ana.store.outbox)
        assert town.proxy.told == set()

        ana.acknowledge(town.rooms[1])
        await until(lambda: town.proxy.told == {Told.READ})
        assert town.proxy.count(Told.READ) == 1

        ana.set_silent(silent=False)
        await until(lambda: Told.PRESENCE in town.proxy.told)
        await town.write(0, "¿Seguís ahí?")
        await until(lambda: "¿Seguís ahí?" in words_in(ana, town, 0))
        assert town.proxy.count(Told.READ) == 1

        ana.set_silent(silent=True)
        before = len(town.proxy.asked)
        await town.write(0, "Bueno.")
        await until(lambda: "Bueno." in words_in(ana, town, 0))
        assert not any(
            "/events" in asked or "/user/" in asked for asked in town.proxy.asked[before:]
        )
