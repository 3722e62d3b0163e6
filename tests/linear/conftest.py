"""A session on the neighbourhood that is always the same, and everything it says."""

from collections.abc import AsyncIterator, Sequence

import pytest

from safespot_tui.linear.announcing import Announce
from safespot_tui.linear.session import Session
from safespot_tui.watching.rule import Rule
from tests.tui.conftest import Clock, surroundings  # pyright: ignore[reportUnusedImport]
from tests.tui.fake_engine import FakeEngine
from tests.tui.neighbourhood import build_neighbourhood

__all__ = ["surroundings"]


class Spoken:
    """A session, and the lines it said since they were last heard."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self.lines: list[str] = []
        self.engine = FakeEngine(build_neighbourhood())
        self.sequences: list[str] = []
        self.session = Session(
            self.engine,
            Clock(),
            self.lines.append,
            write_sequence=self._write,
            announce=Announce.ALL,
            rules=rules,
        )

    def _write(self, sequence: str) -> bool:
        self.sequences.append(sequence)
        return True

    def heard(self) -> list[str]:
        lines = list(self.lines)
        self.lines.clear()
        return lines

    async def type(self, *lines: str) -> list[str]:
        """What is said of some lines."""
        self.heard()
        for line in lines:
            await self.session.take(line)
        return self.heard()

    async def decline(self) -> None:
        """Leave whatever is asked."""
        while self.session.asker.prompt is not None:
            await self.session.take("")


@pytest.fixture
async def spoken(surroundings: None) -> AsyncIterator[Spoken]:
    spoken = Spoken()
    spoken.session.start()
    spoken.heard()
    yield spoken
    spoken.session.stop()
