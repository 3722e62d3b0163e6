"""Where tapes are played, and with whose accounts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from safespot_tui.stage.cast import Cast
from safespot_tui.stage.own_server import OwnServer
from safespot_tui.stage.report.outcome import Passed, Skipped
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.performance import Performance
from safespot_tui.stage.tape.script import Script
from safespot_tui.stage.tape.venue import Venue


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    """A server where Ana has an account, and nobody else may have one made."""
    server = OwnServer(tmp_path)
    await server.start()
    account = await Cast(server.url, {}, may_register=True).account("Ana")
    yield Venue(server.url, first=account, may_register=False)
    await server.stop()


async def test_who_is_named_first_plays_with_the_account_that_is_there(venue: Venue) -> None:
    assert venue.first is not None
    expected = f'As Zoe\nExpectStore users "{venue.first.alias}" count == 1\nExpectSynced'
    assert (await venue.play(parse(expected))).result == Passed()


async def test_nobody_is_made_an_account_where_that_is_not_allowed(venue: Venue) -> None:
    outcome = await venue.play(parse("Given dm Ana Beto\nAs Ana\nExpectSynced"))
    assert outcome.result == Skipped(
        "Nobody plays Beto: give them an account with --as Beto=PROFILE."
    )


async def test_an_order_that_is_shuffled_is_the_same_for_the_same_seed() -> None:
    scripts = [parse(f'As Ana\nExpect "{number}"', str(number)) for number in range(8)]

    async def order(seed: int | None) -> list[str]:
        begun: list[Script] = []
        performance = Performance(
            scripts, Venue("http://127.0.0.1:9", may_register=False), repeat=2, shuffle_seed=seed
        )
        await performance.play(begins=begun.append, ended=lambda _outcome: None)
        assert [tape.repetition for tape in performance.run.tapes] == [1] * 8 + [2] * 8
        return [script.file for script in begun]

    named = [script.file for script in scripts]
    assert await order(None) == named * 2
    assert await order(1) == await order(1) != await order(2)
    assert sorted((await order(1))[:8]) == named
