"""Messages as they come, into a conversation that holds 100,000 already."""

import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.figure import Figure, middle, p99
from bench.home import CLIENT, ROOT, environment, furnish
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

SINGLE = 100
RATE = 200
SECONDS = 5
END = "the flood is over"


def measure(home: Path) -> Sequence[Figure]:
    """The client live on a server that only tells, its largest conversation open."""
    neighbourhood = Neighbourhood()
    with _server(neighbourhood) as server, httpx.Client(base_url=server, trust_env=False) as http:
        furnish(home, neighbourhood, server)
        with Terminal(CLIENT, environment(home)) as terminal:
            terminal.wait("Live")
            terminal.write("\r")
            terminal.settle(0.5)
            return [*_incoming(terminal, http), *_flood(terminal, http)]


def _incoming(terminal: Terminal, http: httpx.Client) -> Sequence[Figure]:
    samples: list[float] = []
    for number in range(SINGLE):
        marker = f"single {number} end"
        http.post("/tell?count=1&rate=1000", content=marker)
        told = time.perf_counter()
        samples.append(max(0.0, terminal.wait(lambda text, m=marker: text.count(m) > 1) - told))
    return [
        Figure("incoming message to painted, median", middle(samples) * 1e3, "ms"),
        Figure("incoming message to painted, p99", p99(samples) * 1e3, "ms"),
    ]


def _flood(terminal: Terminal, http: httpx.Client) -> Sequence[Figure]:
    before, written = terminal.usage(), terminal.bytes_written
    count = RATE * SECONDS
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as pool:
        telling = pool.submit(
            http.post, f"/tell?count={count}&rate={RATE}", content=END, timeout=60
        )
        while not telling.done():
            terminal.take(time.perf_counter() + 0.1)
        telling.result().raise_for_status()
    last = terminal.wait(lambda text: text.count(END) > 1)
    used = terminal.usage().cpu - before.cpu
    elapsed = last - started
    return [
        Figure(f"append at {RATE} messages/s: painted", count / elapsed, "/s"),
        Figure("… CPU of the client", 100 * used / elapsed, "% of a core"),
        Figure("… bytes to the terminal", (terminal.bytes_written - written) / count, "B/message"),
    ]


@contextmanager
def _server(neighbourhood: Neighbourhood) -> Generator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    peer = neighbourhood.users[0].id
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.replay", str(port), neighbourhood.largest, peer], cwd=ROOT
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(url)
        yield url
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
