"""All tapes of one run, in their order, as often as they are to be played."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime

from msgspec import structs

from safespot_tui.stage.report.outcome import Failed, Run, TapeOutcome, Unreadable
from safespot_tui.stage.tape.player import Audience
from safespot_tui.stage.tape.script import Script
from safespot_tui.stage.tape.venue import Venue


def nobody(_script: Script) -> AbstractAsyncContextManager[Audience | None]:
    """Nobody looks on."""
    return nullcontext()


class Performance:
    """Plays them one after another, each from nothing."""

    def __init__(
        self,
        scripts: Sequence[Script],
        venue: Venue,
        *,
        profile: str = "",
        repeat: int = 1,
        shuffle_seed: int | None = None,
    ) -> None:
        """With a seed they are played in another order each time, always the same for the seed."""
        self._scripts = scripts
        self._venue = venue
        self._profile = profile
        self._repeat = repeat
        self._seed = shuffle_seed
        self._began = datetime.now(UTC)
        self._played: list[TapeOutcome] = []

    async def play(
        self,
        *,
        begins: Callable[[Script], object],
        ended: Callable[[TapeOutcome], object],
        fail_fast: bool = False,
        audience: Callable[[Script], AbstractAsyncContextManager[Audience | None]] = nobody,
    ) -> None:
        """Play them all, or until one fails; says of each when it begins, and what came of it."""
        for repetition, script in self._order():
            begins(script)
            async with audience(script) as looking_on:
                outcome = await self._venue.play(script, looking_on)
            outcome = structs.replace(outcome, repetition=repetition)
            self._played.append(outcome)
            ended(outcome)
            if fail_fast and isinstance(outcome.result, Failed | Unreadable):
                return

    def _order(self) -> Iterator[tuple[int, Script]]:
        chance = random.Random(self._seed)  # noqa: S311 - an order, no secret
        for repetition in range(1, self._repeat + 1):
            scripts = list(self._scripts)
            if self._seed is not None:
                chance.shuffle(scripts)
            yield from ((repetition, script) for script in scripts)

    @property
    def run(self) -> Run:
        """What came of all that was played so far."""
        return Run(
            server=self._venue.server,
            started=self._began,
            ended=datetime.now(UTC),
            tapes=tuple(self._played),
            shuffle_seed=self._seed,
            repeat=self._repeat,
            profile=self._profile,
        )
