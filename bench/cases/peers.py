"""Other messengers of the terminal, those that are to be had, in turns with the client."""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import NamedTuple, Protocol

from bench.cases.keys import ALPHABET
from bench.cases.live import telling_server
from bench.cases.start import leave_politely
from bench.figure import MILLI, Figure, middle, p99
from bench.home import CLIENT, environment
from bench.homes import Homes
from bench.irc import IrcServer
from bench.neighbourhood import Neighbourhood, words
from bench.outsider import NotToBeHad, installed
from bench.terminal import Terminal
from bench.zulip import ZulipServer

HISTORY = 1_000
CONVERSATIONS = 10
RUNS = 5
KEYS = 60
SINGLE = 60
READY = "history-end"
RIVAL = "zulip-terminal"
"""Beside whose start the client's is held: it, too, is Python and opens on a list of messages."""


class Server(Protocol):
    """What a peer talks to: a neighbour with a history, on a port of this machine."""

    def settle(self, home: Path) -> None:
        """Write under `home` what leads the peer here."""
        ...

    def tell(self, text: str) -> None:
        """The neighbour says something."""
        ...

    def close(self) -> None:
        """Let nobody in any more."""
        ...


class Peer(NamedTuple):
    """A program, and how one gets to what is measured of it."""

    name: str
    program: Callable[[], str]
    """Its path; raises `NotToBeHad`."""
    arguments: Callable[[Path], Sequence[str]]
    """By the folder that it may take for its home."""
    server: Callable[[Sequence[str]], Server]
    to_composer: Sequence[str] = ()
    """Keys that lead from its start to where one writes."""
    follows: bool = True
    """Whether a new message comes into sight by itself."""


def on_path(name: str) -> str:
    """The path of a program of the machine; raises `NotToBeHad`."""
    path = shutil.which(name)
    if path is None:
        raise NotToBeHad("it is not installed")
    return path


PEERS = (
    Peer(
        RIVAL,
        lambda: installed("zulip-term"),
        lambda home: ("--config-file", str(home / "zuliprc"), "--no-notify"),
        ZulipServer,
        to_composer=("l", "r"),
        follows=False,
    ),
    Peer(
        "weechat",
        lambda: on_path("weechat"),
        lambda home: ("--dir", str(home / "weechat")),
        IrcServer,
    ),
    Peer(
        "irssi",
        lambda: on_path("irssi"),
        lambda home: ("--home", str(home / "irssi")),
        IrcServer,
    ),
)


class Program:
    """A peer that is there, with a home and a server of its own."""

    def __init__(self, peer: Peer, path: str, home: Path) -> None:
        self.peer = peer
        self.starts: list[float] = []
        dice = Random(2)
        self._server = peer.server([*(words(dice) for _ in range(HISTORY - 1)), READY])
        self._server.settle(home)
        self._command = [path, *peer.arguments(home)]
        self._surroundings = environment(home)

    def start(self) -> None:
        """Once, and end it again."""
        self.starts.append(_seconds_to(READY, self._command, self._surroundings))

    def measured(self) -> Sequence[Figure]:
        """Its starts so far, and what is measured of it once it stands."""
        name = self.peer.name
        figures = [Figure(f"{name}: start to ready", middle(self.starts) * MILLI, "ms")]
        with Terminal(self._command, self._surroundings) as terminal:
            terminal.wait(READY)
            for key in ("", *self.peer.to_composer):
                terminal.write(key)
                terminal.settle(0.3)
            figures += _keys(name, terminal)
            if self.peer.follows:
                figures += _incoming(name, terminal, self._server)
        return figures

    def close(self) -> None:
        """Let nobody in any more."""
        self._server.close()


def measure(homes: Homes) -> Sequence[Figure]:
    """Figures of those that are there; it is said which are not, and why."""
    neighbourhood = Neighbourhood(conversations=CONVERSATIONS, messages=HISTORY)
    home = homes.furnished(neighbourhood)
    surroundings, inbox_text = environment(home), neighbourhood.users[0].alias
    again: list[float] = []
    inbox: list[float] = []
    live: list[float] = []
    with ExitStack() as stack:
        programs = _programs(stack)
        stack.enter_context(telling_server(neighbourhood, homes))
        leave_politely(surroundings, inbox_text)
        frame = next(home.rglob("frame.json"))
        for _ in range(RUNS):
            for program in programs:
                program.start()
            again.append(_seconds_to(inbox_text, CLIENT, surroundings))
            kept = frame.read_bytes()
            frame.unlink()
            inbox.append(_seconds_to(inbox_text, CLIENT, surroundings))
            live.append(_seconds_to("Live", CLIENT, surroundings))
            frame.write_bytes(kept)
        rival = next((p.starts for p in programs if p.peer.name == RIVAL), None)
        floor = None if rival is None else middle(rival) * MILLI
        figures = [
            Figure(
                f"start to what the screen showed last (floor: {RIVAL}, ready)",
                *(middle(again) * MILLI, "ms", floor),
            ),
            Figure("… to an inbox painted anew", middle(inbox) * MILLI, "ms", floor, limit=1.0),
            Figure("… to live on its server", middle(live) * MILLI, "ms", floor),
        ]
        for program in programs:
            figures += program.measured()
    return figures


def _programs(stack: ExitStack) -> list[Program]:
    programs: list[Program] = []
    for peer in PEERS:
        try:
            path = peer.program()
        except NotToBeHad as reason:
            print(f"({peer.name} is not measured: {reason})", end=" ", file=sys.stderr)
            continue
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        programs.append(Program(peer, path, home))
        stack.callback(programs[-1].close)
    return programs


def _seconds_to(text: str, command: Sequence[str], surroundings: Mapping[str, str]) -> float:
    with Terminal(command, surroundings) as terminal:
        return terminal.wait(text) - terminal.started


def _keys(name: str, terminal: Terminal) -> Sequence[Figure]:
    dice, typed, samples = random.Random(4), "", list[float]()
    for _ in range(KEYS):
        typed += dice.choice(ALPHABET)
        pressed = terminal.write(typed[-1])
        samples.append(terminal.wait(lambda text, t=typed: t in text) - pressed)
        time.sleep(dice.uniform(0.04, 0.12))
    return [Figure(f"{name}: key echo, median", middle(samples) * MILLI, "ms")]


def _incoming(name: str, terminal: Terminal, server: Server) -> Sequence[Figure]:
    dice, samples = Random(6), list[float]()
    written = terminal.bytes_written
    for number in range(SINGLE):
        ending = f"·{number}·"
        told = time.perf_counter()
        server.tell(f"{words(dice, least=10)} {ending}")
        samples.append(terminal.wait(lambda text, e=ending: e in text) - told)
        time.sleep(0.02)
    size = (terminal.bytes_written - written) / SINGLE
    return [
        Figure(f"{name}: incoming message, median", middle(samples) * MILLI, "ms"),
        Figure(f"{name}: incoming message, p99", p99(samples) * MILLI, "ms"),
        Figure(f"{name}: bytes an incoming message", size, "B"),
    ]
