"""The client on a real server: opening, and messages as they come."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from bench.figure import Figure, middle, p99
from bench.home import CLIENT, environment
from bench.terminal import Terminal

MESSAGES = 100_000
SINGLE = 100
RATE = 200
SECONDS = 5
SMALL = 200


def measure(home: Path) -> Sequence[Figure]:
    """A silent neighbourhood whose largest conversation holds 100,000 messages."""
    return [*_with_history(home / "large", MESSAGES), *_opening(home)]


def _with_history(home: Path, messages: int) -> Sequence[Figure]:
    with demo(home, messages) as server, _logged_in(home, server) as terminal:
        sender = Sender(server)
        _open(terminal, sender.title)
        return [*_incoming(terminal, sender), *_flood(terminal, sender)]


def _opening(home: Path) -> Sequence[Figure]:
    """The same conversation, long and short, opened from the inbox for the first time."""
    samples: dict[int, float] = {}
    for messages in (SMALL, MESSAGES):
        with (
            demo(home / f"opening-{messages}", messages) as server,
            _logged_in(home / f"opening-{messages}", server) as terminal,
        ):
            samples[messages] = _open(terminal, Sender(server).title)
    return [
        Figure(
            f"opening a conversation of {MESSAGES:,} messages (floor: of {SMALL})",
            samples[MESSAGES] * 1e3,
            "ms",
            samples[SMALL] * 1e3,
        )
    ]


def _incoming(terminal: Terminal, sender: "Sender") -> Sequence[Figure]:
    samples: list[float] = []
    for number in range(SINGLE):
        marker = f"single-{number}-"
        sent = time.perf_counter()
        sender.send(f"{marker} aviso")
        samples.append(terminal.wait(marker) - sent)
    return [
        Figure("message sent to painted, median", middle(samples) * 1e3, "ms"),
        Figure("message sent to painted, p99", p99(samples) * 1e3, "ms"),
    ]


def _flood(terminal: Terminal, sender: "Sender") -> Sequence[Figure]:
    before, written = terminal.usage(), terminal.bytes_written
    started = time.perf_counter()
    count = RATE * SECONDS
    for number in range(count):
        due = started + number / RATE
        while time.perf_counter() < due:
            terminal.take(due)
        sender.send(f"flood-{number}-")
    last = terminal.wait(f"flood-{count - 1}-")
    used = terminal.usage().cpu - before.cpu
    elapsed = last - started
    return [
        Figure(f"{RATE} messages a second for {SECONDS} s: painted", count / elapsed, "/s"),
        Figure("… CPU of the client", 100 * used / elapsed, "% of a core"),
        Figure("… bytes to the terminal", (terminal.bytes_written - written) / count, "B/message"),
    ]


def _open(terminal: Terminal, title: str) -> float:
    """Find the conversation with the switcher and open it; gives how long the opening took."""
    terminal.write("\x07")
    terminal.settle(0.2)
    terminal.write(title)
    terminal.settle(0.3)
    pressed = terminal.write("\r")
    shown = terminal.wait(lambda text: "Write a message" in text)
    terminal.settle(0.3)
    return shown - pressed


@contextmanager
def demo(home: Path, messages: int) -> Generator[Mapping[str, Any]]:
    """The neighbourhood's server without its window; what its line of JSON says."""
    home.mkdir(parents=True, exist_ok=True)
    command = [*CLIENT, "demo", "--no-tui", "--json", "--no-bots", "--seed", "1"]
    process = subprocess.Popen(
        [*command, "--messages", str(messages)],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment(home)},
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@contextmanager
def _logged_in(home: Path, server: Mapping[str, Any]) -> Generator[Terminal]:
    account = server["accounts"][0]
    login = ["login", "--server", server["url"], "--email", account["email"], "--password-stdin"]
    subprocess.run(
        [*CLIENT, *login],
        input=account["password"],
        text=True,
        check=True,
        capture_output=True,
        env=dict(environment(home)),
    )
    with Terminal(CLIENT, environment(home)) as terminal:
        terminal.wait("Live")
        terminal.settle(0.5)
        yield terminal


class Sender:
    """Somebody else in the largest conversation of the first account."""

    def __init__(self, server: Mapping[str, Any]) -> None:
        reader, writer = (_client(server, account) for account in server["accounts"][:2])
        snapshot = reader.get("/sync").json()["entities"]
        writers = writer.get("/sync").json()["ids"]
        conversations = snapshot["conversations"].values()
        largest = max(
            (entry for entry in conversations if entry["id"] in writers),
            key=lambda entry: entry["head_position"],
        )
        self.title: str = largest["metadata"]["name"]
        self._where = f"/conversations/{largest['id']}/messages"
        self._client = writer

    def send(self, content: str) -> None:
        body = {"client_message_id": str(uuid4()), "content": content}
        self._client.post(self._where, json=body).raise_for_status()


def _client(server: Mapping[str, Any], account: Mapping[str, str]) -> httpx.Client:
    client = httpx.Client(base_url=server["url"], trust_env=False)
    body = {"email": account["email"], "password": account["password"]}
    token = client.post("/sessions", json=body).raise_for_status().json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client
