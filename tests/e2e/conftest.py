"""A server and two people for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.cheap_apps import sheets_parsed_once

from .people import Backend, Person

__all__ = ["sheets_parsed_once"]


class Town:
    """A server on which Sofia and Marta have just registered, stopped: every test has a copy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        backend = Backend(folder)
        try:
            self.port = backend.port
            for alias in ("Sofia", "Marta"):
                Person(folder / alias.lower(), alias).register(backend.url)
        finally:
            backend.stop()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def backend(tmp_path: Path, town: Town) -> Iterator[Backend]:
    shutil.copytree(town.folder, tmp_path, dirs_exist_ok=True)
    backend = Backend(tmp_path, town.port)
    yield backend
    backend.kill()


@pytest.fixture
def sofia(tmp_path: Path, backend: Backend) -> Person:
    return Person(tmp_path / "sofia", "Sofia")


@pytest.fixture
def marta(tmp_path: Path, backend: Backend) -> Person:
    return Person(tmp_path / "marta", "Marta")
