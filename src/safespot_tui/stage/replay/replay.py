"""A cassette, played: the client does again what it did, with nobody there to answer."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from safespot_tui.instruments.cassette.clock import ToldClock
from safespot_tui.instruments.cassette.file import Cassette
from safespot_tui.stage.replay.apart import apart
from safespot_tui.stage.replay.loop import ORIGIN, LiveLoop, ReplayLoop
from safespot_tui.stage.replay.outcome import Outcome
from safespot_tui.stage.replay.place import placed
from safespot_tui.stage.replay.player import Player, RulesOf, Watch, no_rules
from safespot_tui.stage.replay.stop import Stop
from safespot_tui.stage.replay.time import one_time


def replay(
    cassette: Cassette,
    *,
    until: Stop | None = None,
    speed: float | None = None,
    watch: Watch | None = None,
    rules_of: RulesOf = no_rules,
) -> Outcome:
    """Play it: as fast as can be where nobody looks, with `speed` on this terminal.

    `until` ends it early. It is the process that is moved to where and when it was recorded: one
    replay at a time. Raises an `ArchiveError`, `msgspec.MsgspecError`.
    """
    loop = ReplayLoop() if speed is None else LiveLoop(speed)
    header = cassette.header

    def elapsed() -> float:
        return loop.time() - ORIGIN

    with (
        TemporaryDirectory(prefix="safespot-replay-") as folder,
        placed(header.scene),
        apart(header.scene),
        one_time(loop.time, lambda: header.began_at.timestamp() + elapsed()),
        asyncio.Runner(loop_factory=lambda: loop) as runner,
    ):
        clock = ToldClock(header.seed, header.began_at, elapsed)
        player = Player(cassette, loop, clock, Path(folder))
        player.until, player.watch, player.rules_of = until, watch, rules_of
        return runner.run(player.play())
