"""A secret is in one file that only its owner can read, and nowhere else; then nowhere at all."""

import asyncio
import base64
import json
import os
import secrets
import shlex
import stat
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from safespot_tui.cli.exit import ExitCode
from safespot_tui.gateway.dialect import Dialect
from tests import forkserver
from tests.e2e.people import PROGRAM, environment
from tests.e2e.terminal import Terminal
from tests.hostile.answers import STREAM_HEAD, SYNC, chunk
from tests.hostile.malicious_server import MaliciousServer, Request, malicious_server, response
from tests.hostile.town import GROUP, answer
from tests.hostile.visitor import secret

TOKEN = f"canary-token-{secrets.token_hex(3)}"
PASSWORD = f"canary-password-{secrets.token_hex(3)}"
CANARIES = (TOKEN, PASSWORD)
"""Of this run alone: the processes of all others are looked at, too."""


def forms(canary: str) -> set[bytes]:
    """A secret as it is, and as it may be written down somewhere."""
    raw = canary.encode()
    return {
        raw,
        raw[::-1],
        raw.hex().encode(),
        base64.b64encode(raw).rstrip(b"=")[:-1],
        urllib.parse.quote(canary, safe="").replace("-", "%2D").encode(),
        canary.encode("utf-16-le"),
    }


def found_in(data: bytes, canaries: tuple[str, ...] = CANARIES) -> list[str]:
    """Which secrets `data` holds."""
    return [each for each in canaries if any(form in data for form in forms(each))]


@dataclass
class Evidence:
    """Everything that a session left behind but the one file where its secret belongs."""

    home: Path
    canaries: tuple[str, ...] = CANARIES
    output: list[bytes] = field(default_factory=list)
    command_lines: set[bytes] = field(default_factory=set)

    def leaks(self) -> list[str]:
        """Where a secret was found."""
        places = [f"output {at}" for at, each in enumerate(self.output) if self._holds(each)]
        places += [f"a command line: {each!r}" for each in self.command_lines if self._holds(each)]
        for path in self.home.rglob("*"):
            if self._holds(os.fsencode(path.name)):
                places.append(f"the name of {path}")
            if path.is_file() and not is_credential(path) and self._holds(path.read_bytes()):
                places.append(str(path.relative_to(self.home)))
        return places

    def _holds(self, data: bytes) -> bool:
        return bool(found_in(data, self.canaries))


def is_credential(path: Path) -> bool:
    return path.parent.name == "credentials"


@contextmanager
def watching(evidence: Evidence) -> Iterator[None]:
    """Looks at the command lines and surroundings of all that begins and that it may look at."""
    done = threading.Event()
    before = {*os.listdir("/proc")}

    def watch() -> None:
        while not done.wait(0.02):
            for process in {*os.listdir("/proc")} - before:
                for what in ("cmdline", "environ"):
                    with suppress(OSError):  # it has ended meanwhile, or is another user's
                        evidence.command_lines.add(Path("/proc", process, what).read_bytes())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class Provoking:
    """A server that answers, and then provokes errors that could quote what was sent."""

    def __init__(self) -> None:
        self.mood = "honest"

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        path = request.path.partition("?")[0]
        quoted = (request.head + request.body).decode("latin-1")
        if path.endswith("/health"):
            writer.write(response(answer(path, "x")))
        elif self.mood == "refusing":
            told = {"error": {"code": "no", "message": f"no: {quoted.partition('uthoriz')[0]}"}}
            writer.write(response(json.dumps(told).encode(), status="403 No"))
        elif self.mood == "failing":
            writer.write(response(status="500 Failed"))
        elif self.mood == "nonsense":
            writer.write(response(b'{"me": 1, "token": ["x"]}'))
        elif self.mood == "unauthorised":
            writer.write(response(b"{}", status="401 No"))
        elif path.endswith("/sessions"):
            told = {"token": TOKEN, "user": {"id": "u-me", "alias": "Vera"}}
            writer.write(response(json.dumps(told).encode()))
        elif request.is_stream:
            writer.write(STREAM_HEAD + chunk(SYNC))
        else:
            writer.write(response(answer(path, "hello")))


@asynccontextmanager
async def town() -> AsyncIterator[tuple[Provoking, MaliciousServer]]:
    provoking = Provoking()
    async with malicious_server(provoking) as server:
        yield provoking, server


def surroundings(home: Path) -> dict[str, str]:
    """What is put away for a moment is put where it is looked for, too."""
    temporary = home / "tmp"
    temporary.mkdir(mode=0o700, exist_ok=True)
    return environment(home) | {"TMPDIR": str(temporary)}


def run(evidence: Evidence, *arguments: str, stdin: str = "") -> int:
    """Under a mask that hides nothing from anybody."""
    done = forkserver.run(
        [PROGRAM, *arguments],
        stdin=stdin,
        env=surroundings(evidence.home),
        timeout=60,
        umask=0,
    )
    evidence.output += [done.stdout.encode(), done.stderr.encode()]
    return done.returncode


async def log_in(evidence: Evidence, url: str) -> int:
    return await asyncio.to_thread(
        run, evidence, "login", "--server", url, "--email", "vera@example.org", "--password-stdin",
        stdin=PASSWORD + "\n",
    )  # fmt: skip


EDITOR = """
import os, sys
sys.stdout.write("\\n".join([*sys.argv, *map("=".join, os.environ.items())]))
open(sys.argv[1], "a").write(" as edited")
"""
"""Tells all that it was told, and writes on."""


def screen(evidence: Evidence) -> None:
    """A minute at the full-screen client, in a second: with an editor, and a draft that stays;
    and all that crossed is looked at, and copied."""
    editor = {"VISUAL": shlex.join([sys.executable, "-c", EDITOR])}
    with Terminal([PROGRAM, "--inspect"], surroundings(evidence.home) | editor) as terminal:
        terminal.wait_for("hello")
        terminal.type("\r")
        terminal.wait_for("hello")
        terminal.type("a draft")
        terminal.wait_for("a draft")
        terminal.type("\x1b[24~")
        terminal.wait_for("a draft as edited")
        terminal.type("\x1bX")
        terminal.wait_for("/events")
        for _entry in range(6):
            terminal.type("cyw\x1b[A")
        terminal.type("q")
        terminal.wait_for("a draft as edited")
        terminal.type("\x1b[21~")
        terminal.wait_exit()
        evidence.output.append(bytes(terminal.output))


COMMANDS = (
    ["whoami"], ["whoami", "--json"], ["inbox"], ["inbox", "--json"], ["history", GROUP],
    ["send", GROUP, "hello", "--timeout", "1"], ["doctor"], ["doctor", "--json"],
    ["search", "hello"], ["config"],
)  # fmt: skip


def picture(home: Path) -> Path:
    """An image that is sent while the server takes nothing, so that it waits here."""
    path = home / "picture.png"
    Image.new("RGB", (2, 2), "red").save(path)
    path.chmod(0o600)
    return path


LINES = f"/open hello\n/search hello\nhello\n/image {__file__}\n/details\n/quit\n"


async def test_no_secret_is_left_anywhere_but_in_its_file(tmp_path: Path):
    evidence = Evidence(tmp_path)
    async with town() as (server_mood, server):
        with watching(evidence):
            assert await log_in(evidence, server.url) == 0
            for mood in ("honest", "refusing", "failing", "nonsense"):
                server_mood.mood = mood
                for command in COMMANDS if mood == "honest" else COMMANDS[::5]:
                    await asyncio.to_thread(run, evidence, *command)
                await log_in(evidence, server.url)
            server_mood.mood = "honest"
            await asyncio.to_thread(screen, evidence)
            await asyncio.to_thread(run, evidence, "linear", stdin=LINES)
            server_mood.mood = "failing"
            image = ("--image", str(picture(tmp_path)), "--timeout", "1")
            queued = await asyncio.to_thread(run, evidence, "send", GROUP, *image)
            assert queued == ExitCode.QUEUED
        assert evidence.command_lines
        urls = [request.path.encode() for request in server.requests]
        assert not any(map(found_in, urls))
        assert found_in(server.heard) == [TOKEN, PASSWORD]

        (credential,) = (tmp_path / "data" / "credentials").iterdir()
        assert found_in(credential.read_bytes()) == [TOKEN]
        assert evidence.leaks() == []
        modes_hold(tmp_path)
        assert b"a draft as edited" in everything_kept(tmp_path)
        assert b"outgoing" in b"".join(map(os.fsencode, files(tmp_path)))

        assert await asyncio.to_thread(run, evidence, "logout") == 0
        assert everything_kept(tmp_path)
        assert found_in(everything_kept(tmp_path)) == []


def files(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def everything_kept(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in files(home))


def modes_hold(home: Path) -> None:
    """What tells of the user is for the user alone: every file, and every folder."""
    wrong = {
        str(path.relative_to(home)): oct(mode)
        for path in home.rglob("*")
        if (mode := stat.S_IMODE(path.stat().st_mode)) != (0o700 if path.is_dir() else 0o600)
    }
    assert not wrong, wrong


CRASH = """
import sys
from pathlib import Path
from safespot_tui.cli import main as program
from safespot_tui.gateway import auth

async def crashing(url, token, *others, **options):
    raise RuntimeError(f"what nobody expected, about {token}")

auth.open_gateway = crashing
from safespot_tui.cli import account
account.open_gateway = crashing
sys.exit(program.main(sys.argv[1:]))
"""


async def test_a_crash_report_names_the_place_and_not_the_secret(tmp_path: Path):
    evidence = Evidence(tmp_path)
    async with town() as (_mood, server):
        assert await log_in(evidence, server.url) == 0
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", CRASH, "inbox"],
            env=surroundings(tmp_path),
            capture_output=True,
            timeout=60,
        )
        evidence.output += [done.stdout, done.stderr]
        assert done.returncode == 1
        await asyncio.to_thread(crash_on_screen, evidence)
    (log,) = (tmp_path / "log").iterdir()
    written = log.read_text("utf-8")
    assert "RuntimeError" in written
    assert "crashing" in written
    assert evidence.leaks() == []


def crash_on_screen(evidence: Evidence) -> None:
    with Terminal([sys.executable, "-c", CRASH], surroundings(evidence.home)) as terminal:
        assert terminal.wait_exit() == 1
        evidence.output.append(bytes(terminal.output))


def test_the_check_would_notice_a_secret_that_was_logged(tmp_path: Path):
    for canary in CANARIES:
        for number, form in enumerate(sorted(forms(canary))):
            (tmp_path / f"log-{number}").write_bytes(b"at 12:00 " + form + b" was sent")
            assert Evidence(tmp_path).leaks() == [f"log-{number}"]
            (tmp_path / f"log-{number}").unlink()
    assert Evidence(tmp_path, output=[PASSWORD.encode()]).leaks() == ["output 0"]
    forgetting = "import os, tempfile; os.write(tempfile.mkstemp()[0], input().encode())"
    command = [sys.executable, "-c", forgetting]
    forkserver.run(command, env=surroundings(tmp_path), stdin=f"{TOKEN}\n", timeout=60)
    (put_away,) = (tmp_path / "tmp").iterdir()
    assert Evidence(tmp_path).leaks() == [f"tmp/{put_away.name}"]
    put_away.unlink()
    evidence = Evidence(tmp_path)
    telling = [sys.executable, "-c", "input()", TOKEN]
    with watching(evidence), subprocess.Popen(telling, stdin=subprocess.PIPE) as process:
        end = time.monotonic() + 10
        while not evidence.leaks() and time.monotonic() < end:
            time.sleep(0.01)
        process.communicate(b"\n")
    assert len(evidence.leaks()) == 1
    open_folder = tmp_path / "open"
    open_folder.mkdir(mode=0o755)
    (open_folder / "archive").touch(mode=0o644)
    with pytest.raises(AssertionError):
        modes_hold(tmp_path)


@pytest.mark.parametrize("dialect", Dialect)
def test_what_holds_a_secret_does_not_tell_it_when_it_is_printed(dialect: Dialect):
    from safespot_tui.domain.text import SafeText
    from safespot_tui.domain.user import User
    from safespot_tui.gateway.protocol import Identity
    from safespot_tui.gateway.safespot.secret import secret_of

    line = secret(dialect)
    holders: list[object] = [Identity(User("u-me", SafeText("Vera")), line)]  # type: ignore[arg-type]
    if dialect is Dialect.SAFESPOT:
        holders.append(secret_of(line))
    for holder in holders:
        for told in (repr(holder), str(holder), f"{holder}"):
            assert "canary" not in told
