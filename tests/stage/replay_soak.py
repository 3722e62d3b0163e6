"""Ten minutes of chat, recorded, and played ten times: `python -m tests.stage.replay_soak`.

A neighbourhood of bots, its server in a process of its own that is restarted twice meanwhile, and a
person who goes about, writes, reacts, edits, searches, scrolls, leaves drafts. Each replay is a
process of its own, with another hash seed. Exit code 0 where all of them end as the recording did.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from safespot_tui.demo.accounts import Account as Neighbour
from safespot_tui.demo.bots import BotOrders, BotsReady
from safespot_tui.demo.child import Child
from safespot_tui.demo.neighbours import SUSPENDED
from safespot_tui.demo.settle import settle
from safespot_tui.gateway.auth import log_in
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.cassette.recorder import Recorder
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.stage.client import Client, opened

PROGRAM = str(Path(sys.executable).with_name("safespot-tui"))
WORDS = (
    "dale", "buenísimo", "¿a qué hora?", "yo llevo el mate", "no sé, pregunto y te digo", "jaja",
    "¿alguien vio al gato?", "se cortó la luz otra vez 😩", "gracias, vecina", "mañana a la tarde",
)  # fmt: skip
PAUSES = (0.2, 2.5)
SIZES = ((80, 24), (120, 40), (60, 20), (100, 30))


class Town:
    """The neighbourhood's server and its bots, which can be stopped and begun again."""

    def __init__(self, folder: Path, neighbours: list[Neighbour], port: int) -> None:
        self._folder = folder
        self._neighbours = neighbours
        self._port = port
        self._children: list[Callable[[], object]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def begin(self) -> None:
        arguments = ["serve", "--port", str(self._port), "--database-url", database(self._folder)]
        log = (self._folder / "server.log").open("ab")
        server = subprocess.Popen([PROGRAM, *arguments], stdout=log, stderr=log)  # noqa: ASYNC220
        self._children.append(lambda: (server.terminate(), server.wait()))
        await until_heard(self._port)
        bots = Child(
            "safespot_tui.demo.bots",
            BotOrders(self.url, self._neighbours, seed=1),
            self._folder / "bots.log",
        )
        self._children.append(bots.stop)
        await asyncio.to_thread(bots.answer, BotsReady)

    async def end(self) -> None:
        while self._children:
            await asyncio.to_thread(self._children.pop())


class Person:
    """Somebody who uses the client, at random, the same for the same seed."""

    def __init__(self, client: Client, seed: int) -> None:
        self._client = client
        self._random = Random(seed)
        self.deeds = 0

    async def live(self, until: float) -> None:
        doings = (
            (self.go, 6), (self.write, 6), (self.react, 3), (self.star, 1), (self.edit, 1),
            (self.delete, 1), (self.scroll, 3), (self.search, 1), (self.find, 1), (self.draft, 2),
            (self.resize, 1), (self.look_away, 1), (self.details, 1), (self.mute, 1),
            (self.mark_unread, 1), (self.tabs, 1), (self.paste, 1), (self.reply, 2),
        )  # fmt: skip
        deeds = [deed for deed, weight in doings for _ in range(weight)]
        while time.monotonic() < until:
            await self._random.choice(deeds)()
            await self.come_back()
            self.deeds += 1
            await asyncio.sleep(self._random.uniform(*PAUSES))

    async def come_back(self) -> None:
        """Leave whatever dialog is open."""
        for _ in range(5):
            if self._client.state.screen == "MainScreen":
                return
            await self.press("escape")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._client.press(key)
            await asyncio.sleep(self._random.uniform(0.01, 0.15))

    async def words(self) -> None:
        await self.press(*self._random.choice(WORDS))

    async def go(self) -> None:
        await self.press(self._random.choice(("f8", "f7", "ctrl+n")))

    async def write(self) -> None:
        await self.words()
        await self.press("enter")

    async def react(self) -> None:
        await self.press("f4", *["up"] * self._random.randrange(3), "x", "enter", "escape")

    async def star(self) -> None:
        await self.press("f4", "s", "escape")

    async def edit(self) -> None:
        await self.press("up", "e", "space", "!", "enter", "escape")

    async def delete(self) -> None:
        await self.press("f4", "d", "escape")

    async def scroll(self) -> None:
        await self.press("f4", *["pageup"] * self._random.randrange(1, 5), "ctrl+end", "escape")

    async def search(self) -> None:
        await self.press("ctrl+f", *"luz", "enter", "escape", "escape")

    async def find(self) -> None:
        await self.press("ctrl+g", self._random.choice("aeiou"), "enter")

    async def draft(self) -> None:
        await self.words()
        await self.go()

    async def resize(self) -> None:
        await self._client.resize(*self._random.choice(SIZES))

    async def look_away(self) -> None:
        from textual.events import AppBlur, AppFocus

        self._client.app.post_message(AppBlur())
        await asyncio.sleep(self._random.uniform(0.5, 4))
        self._client.app.post_message(AppFocus())

    async def details(self) -> None:
        await self.press("alt+b", "down", "escape")

    async def mute(self) -> None:
        await self.press("alt+m", "enter")

    async def mark_unread(self) -> None:
        await self.press("alt+u")

    async def tabs(self) -> None:
        await self.press("alt+2", "alt+3", "alt+1")

    async def paste(self) -> None:
        await self._client.paste("dos líneas\nde una vez")
        await self.press("enter")

    async def reply(self) -> None:
        await self.press("f4", "r")
        await self.words()
        await self.press("enter")


async def record(folder: Path, cassette: Path, seconds: float, seed: int) -> None:
    neighbours = await settle(database(folder), seed, 1_500, datetime.now(UTC))
    me, *others = neighbours
    played = [each for each in others if each.email != SUSPENDED.email]
    town = Town(folder, played, free_port())
    await town.begin()
    try:
        identity = await log_in(town.url, me.email, me.password)
        account = Account(town.url, identity.token, identity.user.id, me.alias)
        recorder = Recorder(cassette, folder / "archive.db")
        instruments = Instruments(recorder=recorder)
        begun = time.monotonic()
        async with opened("person", account, folder, instruments=instruments) as client:
            await client.wait_for(lambda: client.state.connection == "live", 60)
            person = Person(client, seed)
            for part in (1, 2, 3):
                await person.live(begun + seconds * part / 3 - (8 if part < 3 else 0))
                if part < 3:
                    await restarted(town, person)
            print(f"{person.deeds} deeds, {client.store.held} messages held", flush=True)
            print(client.screen, flush=True)
    finally:
        await town.end()


async def restarted(town: Town, person: Person) -> None:
    """The server goes, and comes again; the person writes meanwhile."""
    await town.end()
    writing: Awaitable[None] = asyncio.create_task(person.write())
    await asyncio.sleep(4)
    await writing
    await town.begin()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'town.sqlite3'}"


async def until_heard(port: int) -> None:
    for _ in range(600):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise GatewayError("the server does not come")


def replayed(cassette: Path, repeat: int) -> Iterator[tuple[int, float, str]]:
    for turn in range(repeat):
        begun = time.monotonic()
        done = subprocess.run(
            [PROGRAM, "stage", "replay", str(cassette)],
            env={**os.environ, "PYTHONHASHSEED": str(turn + 1)},
            capture_output=True,
            text=True,
            check=False,
        )
        yield done.returncode, time.monotonic() - begun, done.stdout + done.stderr


@contextmanager
def place(kept: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="safespot-soak-") as folder:
        yield Path(kept or folder).resolve()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep",
        default="",
        help="a folder; what is recorded there already is played",
    )
    options = parser.parse_args()
    with place(options.keep) as folder:
        cassette = folder / "soak.cassette.gz"
        if not cassette.exists():
            asyncio.run(record(folder, cassette, options.seconds, options.seed))
        print(f"recorded {options.seconds:.0f} s: {cassette.stat().st_size:,} bytes", flush=True)
        same = 0
        for code, seconds, output in replayed(cassette, options.repeat):
            same += code == 0
            print(
                f"{'same' if code == 0 else 'DIFFERENT'} after {seconds:.1f} s\n{output}",
                flush=True,
            )
        print(f"{same} of {options.repeat} the same")
    return 0 if same == options.repeat else 1


if __name__ == "__main__":
    sys.exit(main())
