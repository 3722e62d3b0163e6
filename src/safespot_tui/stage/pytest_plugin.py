"""Fixtures for whoever tests a server: `client`, `second_client`, `demo_server`.

Every run of pytest imports this wherever the package is installed, whether it wants it or not: so
nothing of ours is imported before a test asks for a fixture. They are plain fixtures, and what they
give lives in a thread of its own: it goes with pytest-asyncio in either mode and with anyio.
"""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from safespot_tui.stage.testing.driven_client import DrivenClient
    from safespot_tui.stage.testing.loop_thread import LoopThread
    from safespot_tui.stage.testing.pair import Pair
    from safespot_tui.stage.testing.server import ServerUnderTest

_CLIENTS = pytest.StashKey["list[DrivenClient]"]()
_NEWEST = 15
"""Lines of what crossed."""
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
OPTIONS = {
    "safespot_server": "the server that is tested, by its URL; without one, a bundled server",
    "safespot_profile": "the server of this profile is tested; it must be marked as staging",
    "safespot_screens": "put the screens of tests that fail into this folder, as SVG",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Each is an option and a line of the ini file; the option counts."""
    group = parser.getgroup("safespot", "SafeSpot clients")
    for name, words in OPTIONS.items():
        group.addoption(f"--{name.replace('_', '-')}", dest=name, default=None, help=words)
        parser.addini(name, words, default="")


@pytest.fixture(scope="session")
def _safespot_thread() -> "Iterator[LoopThread]":
    from safespot_tui.stage.testing.loop_thread import LoopThread

    thread = LoopThread("safespot clients")
    yield thread
    thread.close()


@pytest.fixture(scope="session")
def demo_server(
    _safespot_thread: "LoopThread",
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
) -> "Iterator[ServerUnderTest]":
    """The server that is tested: the one that was named, else a bundled one for all of the run."""
    from safespot_tui.stage.testing.server import ServerUnderTest, own_server, server_of_profile

    url, profile = (_chosen(pytestconfig, f"safespot_{each}") for each in ("server", "profile"))
    with failing_in_a_sentence():
        if url or profile:
            yield ServerUnderTest((url or server_of_profile(profile)).rstrip("/"), is_own=False)
            return
        with own_server(_safespot_thread, tmp_path_factory.mktemp("safespot_server")) as own:
            yield ServerUnderTest(own, is_own=True)


@pytest.fixture
def _safespot_pair(
    _safespot_thread: "LoopThread",
    demo_server: "ServerUnderTest",
    tmp_path_factory: pytest.TempPathFactory,
) -> "Iterator[Pair]":
    from safespot_tui.stage.testing.pair import Pair

    folder = tmp_path_factory.mktemp("safespot_clients")
    with failing_in_a_sentence():
        pair = Pair(_safespot_thread, demo_server.url, folder)
    yield pair
    pair.close()


@pytest.fixture
def client(request: pytest.FixtureRequest, _safespot_pair: "Pair") -> "DrivenClient":
    """Ana's client, live, in her conversation with Beto, ready to write."""
    return _opened(request, _safespot_pair, "Ana")


@pytest.fixture
def second_client(request: pytest.FixtureRequest, _safespot_pair: "Pair") -> "DrivenClient":
    """Beto's client, live, in his conversation with Ana, ready to write."""
    return _opened(request, _safespot_pair, "Beto")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure is told with what each client showed."""
    report = yield
    if report.when == "call" and report.failed:
        folder = _chosen(item.config, "safespot_screens")
        for each in _clients(item):
            report.sections += _sections(each)
            if folder:
                path = _picture_path(Path(folder), item.nodeid, each.name)
                path.write_text(each.svg(f"{each.alias}: {item.name}"), encoding="utf-8")
                report.sections.append((f"{each.alias}: picture", str(path)))
    return report


@contextmanager
def failing_in_a_sentence() -> Generator[None]:
    """What is wrong with a server is told without our own lines."""
    from safespot_tui.config.errors import ConfigError
    from safespot_tui.gateway.errors import GatewayError
    from safespot_tui.stage.testing.server import NoServer

    try:
        yield
    except (ConfigError, GatewayError, NoServer) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _sections(client: "DrivenClient") -> list[tuple[str, str]]:
    """What is told of a client when a test failed; what nothing is known of is left out."""
    parts = (
        ("screen", client.screen),
        ("what is wrong with the server", "\n".join(client.findings)),
        ("what crossed last", "\n".join(client.crossed[-_NEWEST:])),
    )
    return [(f"{client.alias}: {what}", told) for what, told in parts if told]


def _opened(request: pytest.FixtureRequest, pair: "Pair", name: str) -> "DrivenClient":
    opened = pair.open(name)
    _clients(request.node).append(opened)
    return opened


def _clients(item: pytest.Item) -> "list[DrivenClient]":
    """Those that were opened for a test."""
    return item.stash.setdefault(_CLIENTS, [])


def _chosen(config: pytest.Config, name: str) -> str:
    return config.getoption(name) or config.getini(name)


def _picture_path(folder: Path, nodeid: str, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    test = _NOT_IN_A_NAME.sub("-", nodeid).strip("-")
    return folder / f"{test}-{name}.svg"
