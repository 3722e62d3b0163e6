"""A server and two people for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .people import Backend, Person


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    backend = Backend(tmp_path)
    yield backend
    backend.kill()


@pytest.fixture
def sofia(tmp_path: Path, backend: Backend) -> Person:
    person = Person(tmp_path / "sofia", "Sofia")
    person.register(backend.url)
    return person


@pytest.fixture
def marta(tmp_path: Path, backend: Backend) -> Person:
    person = Person(tmp_path / "marta", "Marta")
    person.register(backend.url)
    return person
