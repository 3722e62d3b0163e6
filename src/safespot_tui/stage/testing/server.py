"""The server that tests are about."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from safespot_tui.config.profiles import load_profile
from safespot_tui.stage.testing.loop_thread import LoopThread


class ServerUnderTest(Struct, frozen=True):
    """Where it is, and whose."""

    url: str
    """Its base URL, without a slash at its end."""
    is_own: bool
    """Whether it is a bundled one that was started for the tests and ends with them."""

    def __str__(self) -> str:
        return self.url


class NoServer(Exception):
    """There is none to be tested; says what to do."""


def server_of_profile(name: str) -> str:
    """The address of a profile's server. Raises `NoServer`, `BadProfile`."""
    profile = load_profile(name)
    if profile is None:
        raise NoServer(f"There is no profile called {name}: log in with it first.")
    if not profile.staging:
        raise NoServer(
            f"Tests make people and conversations, and the server of the profile {name} is not"
            f" marked as one to test with: safespot-tui --profile {name} login"
            f" --server {profile.server} --staging"
        )
    return profile.server


@contextmanager
def own_server(thread: LoopThread, folder: Path) -> Generator[str]:
    """A bundled server in the thread; gives its URL. Raises `NoServer` where none is installed."""
    try:
        from safespot_tui.server.serve import serving
    except ModuleNotFoundError as missing:
        raise NoServer(
            "The bundled server is not installed: pip install 'safespot-tui[server]', or name"
            f" another with --safespot-server. (There is no module {missing.name}.)"
        ) from missing
    life = serving(f"sqlite:///{folder / 'server.sqlite3'}", port=0)
    url = thread.run(life.__aenter__())
    try:
        yield url
    finally:
        thread.run(life.__aexit__(None, None, None))
