"""The installed program in a real terminal, against a server that tells the whole corpus."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.domain.text import safe_text
from tests.e2e.people import PROGRAM, environment
from tests.e2e.terminal import Terminal
from tests.hostile.answers import STREAM_HEAD, SYNC, chunk
from tests.hostile.malicious_server import Request, malicious_server, response
from tests.hostile.payloads import CORPUS
from tests.hostile.sequences import kinds, orders, sequences
from tests.hostile.town import GROUP, entities, message, snapshot, twin

BATCH = 100
OURS = {
    "CSI m", "CSI H", "CSI ?h", "CSI ?l", "CSI <u", "CSI >u", "CSI ?p", "OSC 22", "C0 0A", "C0 0D",
    "CSI t", "OSC 2", "CSI C", "CSI G", "CSI K", "CSI X", "CSI c",
}  # fmt: skip
"""What the program may tell a terminal in its life; what it does tell is compared with a twin's."""
MOVES = {"CSI C", "CSI G", "CSI H", "CSI K", "CSI X"}
"""How it goes to what has changed: of several ways the shortest, so it depends on when things come.

That no text moves the cursor shows where everything ends up, in `test_screen.py`.
"""


class Hostile:
    """Answers as the contract has it, with a payload in every message."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self.title = texts[0]

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        path = request.path.partition("?")[0]
        if request.is_stream:
            writer.write(STREAM_HEAD + chunk(SYNC))
        else:
            writer.write(response(json.dumps(self._told(path)).encode()))

    def _told(self, path: str) -> dict[str, Any]:
        if path.endswith("/health"):
            return {"status": "ok", "service": "safespot-tui", "version": "1"}
        if path.endswith("/sessions"):
            return {"token": "a-token", "user": {"id": "u-me", "alias": "Vera"}}
        messages = {
            row["id"]: row
            for row in (message(text, GROUP, at) for at, text in enumerate(self._texts, 1))
        }
        last = f"m-{GROUP}-{len(self._texts)}"
        told = entities(self.title)
        told["conversations"] = {GROUP: told["conversations"][GROUP] | {
            "last_message_id": last, "head_position": len(self._texts),
        }}  # fmt: skip
        told["members"] = {GROUP: told["members"][GROUP]}
        if path.endswith("/messages"):
            return {
                "ids": list(messages), "has_older": False, "has_newer": False,
                "entities": told | {"messages": messages},
            }  # fmt: skip
        told["messages"] = {last: messages[last]}
        return snapshot("") | {"ids": [GROUP], "entities": told}


async def written(
    texts: Sequence[str], home: Path, program: Sequence[str | Path] = (PROGRAM,)
) -> tuple[str, str]:
    """All that the program wrote, and what its screen looked like at the end."""
    async with malicious_server(Hostile([*texts, "the-last-one"])) as server:
        return await asyncio.to_thread(_written, server.url, home, program)


def log_in(url: str, home: Path) -> None:
    home.mkdir()
    done = subprocess.run(
        [PROGRAM, "login", "--server", url, "--email", "v@example.org", "--password-stdin"],
        input=b"a password\n", env=environment(home), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _written(url: str, home: Path, program: Sequence[str | Path]) -> tuple[str, str]:
    log_in(url, home)
    with Terminal(program, environment(home), columns=120, rows=200) as terminal:
        terminal.wait_for("● Live")
        terminal.type("\r")
        terminal.wait_for(r"(?s)the-last-one.*the-last-one")
        shown = terminal.text
        terminal.type("\x1b[21~")
        assert terminal.wait_exit() == 0
        return terminal.output.decode("utf-8", "replace"), shown


@pytest.mark.parametrize("begin", range(0, len(CORPUS), BATCH))
async def test_a_real_terminal_is_told_what_a_harmless_twin_tells_it(begin: int, tmp_path: Path):
    texts = [payload.text for payload in CORPUS[begin : begin + BATCH]]
    hostile, shown = await written(texts, tmp_path / "hostile")
    harmless, twins = await written([twin(text) for text in texts], tmp_path / "harmless")
    # How often a screen is painted depends on when things come: what it is told does not.
    assert set(orders(hostile)) - MOVES == set(orders(harmless)) - MOVES
    assert set(orders(hostile)) <= OURS
    assert shown.splitlines()[-1].strip() == re.sub(
        r":\d+", url_port(shown), twins.splitlines()[-1].strip()
    )
    titles = [each.raw for each in sequences(hostile) if each.kind in {"OSC 2", "CSI t"}]
    assert titles[0] == "\x1b[22;2t"
    assert titles[-1] == "\x1b[23;2t"
    assert all(re.fullmatch(r"\x1b\]2;(\(\d+\) )?SafeSpot\x07", each) for each in titles[1:-1])
    for order in ("\x1b]52", "\x1b]0;", "\x1b[6n", "\x1bc", "\x1b[21t"):
        assert order not in hostile


def url_port(shown: str) -> str:
    found = re.findall(r"127\.0\.0\.1(:\d+)", shown)
    assert found
    return found[0]


CREDULOUS = """
from safespot_tui.gateway.global_chat import session, translate
from safespot_tui.tui.terminal import cells
translate.safe_text = translate.safe_line = str
cells._NOT_DRAWN = {}
from safespot_tui.cli.main import main
main()
"""


async def test_the_check_would_notice_what_got_through(tmp_path: Path):
    program = (sys.executable, "-c", CREDULOUS)
    hostile, _shown = await written(["\x1b]52;c;cm0=\x07"], tmp_path / "hostile", program)
    assert "OSC 52" in kinds(hostile)


def _spoken(url: str, home: Path) -> str:
    """All that linear mode wrote to a terminal in which somebody reads everything."""
    log_in(url, home)
    with Terminal([PROGRAM, "linear"], environment(home), columns=120, rows=200) as terminal:
        terminal.wait_for("unread>")
        terminal.type("/inbox\r")
        terminal.wait_for("the-last-one")
        for line in ("/open 1", "/older", "/older", "/info 1", "/quit"):
            terminal.type(f"{line}\r")
        assert terminal.wait_exit() == 0
        return terminal.output.decode("utf-8", "replace")


async def test_linear_mode_tells_a_terminal_no_more_than_that_lines_end(tmp_path: Path):
    """Besides what `readline` may say of the line that is typed, as for a harmless twin."""
    texts = [payload.text for payload in CORPUS[::30]]
    said: list[str] = []
    for name, each in (("hostile", texts), ("harmless", [twin(text) for text in texts])):
        async with malicious_server(Hostile([*each, "the-last-one"])) as server:
            said.append(await asyncio.to_thread(_spoken, server.url, tmp_path / name))
    assert set(kinds(said[0])) == set(kinds(said[1]))
    assert set(kinds(said[0])) <= {"C0 0A", "C0 0D"}
    assert all(safe_text(text).split("\n")[0] in said[0] for text in texts)
