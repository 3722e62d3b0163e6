"""A proxy and a town that all runs of a process share; each run has a copy of the town."""

from collections.abc import Iterator

import pytest

from tests.chaos.proxy import ThreadedProxy
from tests.chaos.towns import Blueprint


@pytest.fixture(scope="session")
def proxy() -> Iterator[ThreadedProxy]:
    with ThreadedProxy() as proxy:
        yield proxy


@pytest.fixture(scope="session")
def blueprint(tmp_path_factory: pytest.TempPathFactory, proxy: ThreadedProxy) -> Blueprint:
    return Blueprint(tmp_path_factory.mktemp("town"), proxy)
