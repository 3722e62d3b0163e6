"""An old chat in a PostgreSQL database, the tool, and the new server's functions."""

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from safespot_tui.migration import steps
from safespot_tui.migration.database import Database
from safespot_tui.migration.phases import Phase
from safespot_tui.migration.prepare import prepare
from safespot_tui.migration.progress import Progress
from safespot_tui.migration.verify import Verdict

from .new_chat import NewServer
from .old_chat import OldServer

if TYPE_CHECKING:
    from tests.postgres.cluster import Cluster


class Town:
    """A database with the old chat's tables in it: Ana and Beto, and what they wrote."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.old = OldServer(url)
        self.new = NewServer(url)
        self.tool = Database(url)
        self.ana = self.old.person("Ana")
        self.beto = self.old.person("Beto")
        self.room = self.old.room(*sorted((self.ana, self.beto)))
        self.told: list[Progress] = []

    def close(self) -> None:
        self.old.close()
        self.new.close()
        self.tool.engine.dispose()

    def talk(self, *contents: str, **columns: Any) -> list[uuid.UUID]:
        """Ana writes to Beto, through the old server; the ids."""
        return [self.old.send(self.room, self.ana, said, **columns).id for said in contents]

    def expand(self) -> None:
        steps.expand(self.tool)

    def backfill(self) -> None:
        steps.backfill(self.tool, self.told.append)

    def verify(self) -> Verdict:
        return steps.verify(self.tool, self.told.append)

    def reach(self, phase: Phase) -> None:
        """From wherever it is up to a phase, as an operator would."""
        self.expand()
        self.backfill()
        assert self.verify().clean
        while (now := steps.status(self.tool).phase) < phase:
            if now is Phase.GLOBAL_INBOX:
                steps.contract(self.tool, drop_legacy=True)
            else:
                steps.switch(self.tool)
                assert self.verify().clean

    @property
    def phase(self) -> Phase:
        return steps.status(self.tool).phase


def _old(url: str) -> None:
    old = OldServer(url)
    old.make_tables()
    old.close()


def _prepared(url: str) -> None:
    _old(url)
    tool = Database(url)
    prepare(tool)
    tool.engine.dispose()


@pytest.fixture
def town(postgres: "Cluster") -> Iterator[Town]:
    """Before any migration; what the first step makes beside it is there, to save the time."""
    with postgres.copy_of("prepared", _prepared) as url:
        town = Town(url)
        yield town
        town.close()


@pytest.fixture
def untouched(postgres: "Cluster") -> Iterator[Town]:
    """Before any migration, and without any trace of one."""
    with postgres.copy_of("old", _old) as url:
        town = Town(url)
        yield town
        town.close()
