"""A client live on a server that only tells, its conversation of 100,000 messages open."""

import subprocess
import sys
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain

import httpx

from bench.home import CLIENT, ROOT, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal


class Live:
    """The client's terminal, and how to have its server tell something."""

    def __init__(self, terminal: Terminal, http: httpx.Client) -> None:
        self.terminal = terminal
        self._http = http

    def tell_one(self, ending: str) -> float:
        """One message that ends so; gives when the server put it on the stream."""
        answer = self._http.post("/tell?count=1&rate=1000000", content=ending)
        return float(answer.raise_for_status().json())

    @contextmanager
    def telling(
        self, count: int, rate: float, ending: str, *, everywhere: bool = False
    ) -> Generator[Callable[[], bool]]:
        """Have many messages told meanwhile, the last of which ends so; gives whether all are.

        They come into the open conversation, or `everywhere`; the last one into the open one.
        """
        asked = f"/tell?count={count}&rate={rate}{'&everywhere=1' if everywhere else ''}"
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(self._http.post, asked, content=ending, timeout=None)
            yield told.done
            told.result().raise_for_status()


@contextmanager
def live(
    homes: Homes, *, margins: bool = True, neighbourhood: Neighbourhood | None = None
) -> Generator[Live]:
    """Both, started for one case: what a client was told, its server would not tell another."""
    neighbourhood = neighbourhood or Neighbourhood()
    home = homes.furnished(neighbourhood)
    with (
        httpx.Client(base_url=homes.server, trust_env=False, timeout=30) as http,
        telling_server(neighbourhood, homes),
        Terminal(CLIENT, environment(home), margins=margins) as terminal,
    ):
        terminal.wait("Live")
        terminal.write("\r")
        terminal.settle(0.5)
        yield Live(terminal, http)


@contextmanager
def telling_server(neighbourhood: Neighbourhood, homes: Homes) -> Generator[None]:
    """A server that goes on from a furnished archive."""
    peers = (user.id for user in neighbourhood.users)
    places = chain.from_iterable(zip(neighbourhood.conversation_ids, peers, strict=True))
    command = [sys.executable, "-m", "bench.replay", str(homes.port), *places]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_until_it_answers(homes.server)
        yield
    finally:
        process.kill()
        process.wait()


def _wait_until_it_answers(url: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"{url}/health", trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server of the benchmark does not answer")
