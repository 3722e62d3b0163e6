"""A proxy and the towns that all runs of a process share; each run has a copy of one."""

from collections.abc import Iterator

import pytest

from tests.chaos.play import Places
from tests.chaos.proxy import ThreadedProxy
from tests.postgres.cluster import Cluster


@pytest.fixture(scope="session")
def proxy() -> Iterator[ThreadedProxy]:
    with ThreadedProxy() as proxy:
        yield proxy


@pytest.fixture(scope="session")
def places(
    tmp_path_factory: pytest.TempPathFactory, proxy: ThreadedProxy, mortal_postgres: Cluster
) -> Places:
    return Places(tmp_path_factory.mktemp("towns"), proxy, mortal_postgres)
