"""Messages as they come, into a conversation that holds 100,000 already."""

import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.cases.keys import ALPHABET
from bench.figure import MILLI, Figure, middle, p99
from bench.home import CLIENT, ROOT, environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood
from bench.terminal import Terminal

SINGLE = 100
PAUSE = (0.02, 0.06)
RATE = 200
PATCHES = 100
SECONDS = 5
BURST = 5_000
AS_FAST_AS_POSSIBLE = 1e9
END = "·flood·"
FRAMES_A_SECOND = 60


def measure(homes: Homes) -> Sequence[Figure]:
    """The client live on a server that only tells, its largest conversation open."""
    neighbourhood = Neighbourhood()
    port = free_port()
    server = f"http://127.0.0.1:{port}"
    home = homes.furnished(neighbourhood, server)
    figures: list[Figure] = []
    with httpx.Client(base_url=server, trust_env=False, timeout=60) as http:
        # A server each: what the first client was told, the second has never heard of.
        with (
            telling_server(neighbourhood, port),
            _client(homes.copy(home)) as terminal,
        ):
            figures += _incoming(terminal, http)
            figures += _flood(terminal, http)
            figures += _typing(terminal, http)
            figures += _burst(terminal, http)
        with (
            telling_server(neighbourhood, port),
            _client(homes.copy(home), margins=False) as terminal,
        ):
            size = _bytes_per_message(terminal, http)
    plain = Figure("… where the terminal knows no margins", size, "B")
    return [*figures[:3], plain, *figures[3:]]


@contextmanager
def _client(home: Path, *, margins: bool = True) -> Generator[Terminal]:
    with Terminal(CLIENT, environment(home), margins=margins) as terminal:
        terminal.wait("Live")
        terminal.write("\r")
        terminal.settle(0.5)
        yield terminal


def _incoming(terminal: Terminal, http: httpx.Client) -> Sequence[Figure]:
    """From the server's word to the last cell of the message, which is as long as others."""
    samples: list[float] = []
    dice = random.Random(11)
    written = terminal.bytes_written
    for number in range(SINGLE):
        ending = _ending(number)
        told = time.perf_counter()
        http.post("/tell?count=1&rate=1000000", content=ending)
        samples.append(terminal.wait(lambda text, e=ending: e in text) - told)
        time.sleep(dice.uniform(*PAUSE))
    size = (terminal.bytes_written - written) / SINGLE
    return [
        Figure("incoming message to painted, median", middle(samples) * MILLI, "ms", at_most=5),
        Figure("incoming message to painted, p99", p99(samples) * MILLI, "ms", at_most=20),
        Figure("… bytes to the terminal", size, "B", at_most=1000),
    ]


def _bytes_per_message(terminal: Terminal, http: httpx.Client) -> float:
    written = terminal.bytes_written
    for number in range(SINGLE // 2):
        ending = _ending(number)
        http.post("/tell?count=1&rate=1000000", content=ending)
        terminal.wait(lambda text, e=ending: e in text)
    return (terminal.bytes_written - written) / (SINGLE // 2)


def _ending(number: int) -> str:
    """Words that stand in one line of the screen."""
    return f"·{number}·"


def _flood(terminal: Terminal, http: httpx.Client) -> Sequence[Figure]:
    terminal.settle()
    before, written = terminal.usage(), terminal.bytes_written
    count = RATE * SECONDS
    started = time.perf_counter()
    with _told(http, count, RATE, END):
        last = terminal.wait(END, count / RATE + 60)
    used = terminal.usage().cpu - before.cpu
    elapsed = last - started
    return [
        Figure(f"{RATE} messages/s: CPU", 100 * used / elapsed, "% of a core", at_most=20),
        Figure("… bytes to the terminal", (terminal.bytes_written - written) / count, "B/message"),
    ]


def _typing(terminal: Terminal, http: httpx.Client) -> Sequence[Figure]:
    """Keys while messages keep coming in."""
    end, dice = "·typed·", random.Random(5)
    samples: list[float] = []
    with _told(http, PATCHES * SECONDS, PATCHES, end) as telling:
        typed = "ZQ"
        terminal.write(typed)
        terminal.wait(_written(typed), busy=True)
        while not telling() and len(typed) < 40:
            typed += dice.choice(ALPHABET)
            pressed = terminal.write(typed[-1])
            samples.append(terminal.wait(_written(typed), busy=True) - pressed)
            time.sleep(dice.uniform(0.04, 0.12))
    terminal.wait(end)
    for _ in typed:
        terminal.write("\x7f")
    terminal.settle(0.3)
    return [
        Figure(f"key echo under {PATCHES} messages/s, median", middle(samples) * MILLI, "ms"),
        Figure("… p99", p99(samples) * MILLI, "ms", at_most=5),
    ]


def _written(typed: str) -> Callable[[str], bool]:
    """Whether the screen holds what was typed; no message has capitals like that."""
    return lambda text: typed in text


def _burst(terminal: Terminal, http: httpx.Client) -> Sequence[Figure]:
    """Thousands at once, and a key in the middle of them."""
    end, frames = "·burst·", terminal.frames_written
    started = time.perf_counter()
    with _told(http, BURST, AS_FAST_AS_POSSIBLE, end):
        time.sleep(0.2)
        pressed = terminal.write("ZK")
        echoed = terminal.wait(_written("ZK"), busy=True) - pressed
        last = terminal.wait(end, 60)
    elapsed = last - started
    shown = (terminal.frames_written - frames) / elapsed
    return [
        Figure(f"burst of {BURST:,} messages", BURST / elapsed, "messages/s", at_least=2000),
        Figure("… frames meanwhile", shown, "a second", at_most=FRAMES_A_SECOND + 1),
        Figure("… a key in the middle of it", echoed * MILLI, "ms"),
    ]


@contextmanager
def _told(http: httpx.Client, count: int, rate: float, end: str) -> Generator[Callable[[], bool]]:
    """Have the server tell many messages, the last of them ending in `end`, meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        telling = pool.submit(http.post, f"/tell?count={count}&rate={rate}", content=end)
        yield telling.done
        telling.result().raise_for_status()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def telling_server(neighbourhood: Neighbourhood, port: int) -> Generator[str]:
    """A server that goes on from a furnished archive; gives its address."""
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
